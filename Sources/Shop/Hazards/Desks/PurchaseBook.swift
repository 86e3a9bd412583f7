import Primitives
package import ServiceRuntime
import ShopContracts

/// The purchases that a desk has taken down.
package final class PurchaseBook {
  /// The purchases, by order.
  package static let table = Table<Purchase>("purchases")

  let context: ServiceContext

  init(_ context: ServiceContext) {
    self.context = context
  }

  /// Takes a purchase down, or finds it where the customer has asked before.
  ///
  /// - Parameter also: what belongs into the same transaction, such as a message.
  func record(
    _ request: BuyUnits, key: String? = nil,
    also: (Purchase, any StoreTransaction) async throws -> Void = { _, _ in }
  ) async throws -> Purchase {
    guard request.quantity >= 1 else {
      throw RPCError(.invalidArgument, "a quantity must be at least 1, got \(request.quantity)")
    }
    return try await context.store.retryingTransaction(attempts: 20) { transaction in
      if let known = try await transaction.get(Self.table, request.order.text) {
        guard known.customer == request.customer, known.product == request.product,
          known.quantity == request.quantity
        else {
          throw RPCError(.invalidArgument, "order \(request.order) was used for something else")
        }
        return known
      }
      let purchase = Purchase(
        order: request.order, customer: request.customer, product: request.product,
        quantity: request.quantity, recordedAt: context.clock.wallTime, key: key, status: .pending)
      try await transaction.insert(Self.table, request.order.text, purchase)
      try await also(purchase, transaction)
      return purchase
    }
  }

  /// Ends a purchase, unless it has ended, and gives it as it is then.
  @discardableResult
  func decide(
    _ order: OrderID, _ status: PurchaseStatus, reason: String? = nil
  ) async throws -> Purchase {
    let purchase = try await context.store.retryingTransaction(attempts: 20) { transaction in
      try await self.decide(order, status, reason: reason, in: transaction)
    }
    context.log(
      .info,
      "order \(order) is \(purchase.status.rawValue)\(purchase.reason.map { ": \($0)" } ?? "")")
    return purchase
  }

  /// Ends a purchase in a transaction of the caller, unless it has ended.
  @discardableResult
  func decide(
    _ order: OrderID, _ status: PurchaseStatus, reason: String?,
    in transaction: any StoreTransaction
  ) async throws -> Purchase {
    var purchase = try await found(order, in: transaction)
    guard purchase.status == .pending else { return purchase }
    purchase.status = status
    purchase.reason = reason
    try await transaction.put(Self.table, order.text, purchase)
    return purchase
  }

  /// Writes down on which version of the shelf a purchase's taking is decided.
  ///
  /// Several may work on one order, and each reads the shelf at another time. Whoever finds that
  /// another one has written a version down takes that one: two versions in use would be two
  /// takings.
  ///
  /// - Parameter known: the version that the caller has found to be gone, nothing where it knew
  ///   of none.
  func note(version: Int, insteadOf known: Int?, for order: OrderID) async throws -> Purchase {
    try await context.store.retryingTransaction(attempts: 20) { transaction in
      var purchase = try await self.found(order, in: transaction)
      guard purchase.version == known else { return purchase }
      purchase.version = version
      try await transaction.put(Self.table, order.text, purchase)
      return purchase
    }
  }

  /// A purchase as it is now.
  func purchase(_ order: OrderID) async throws -> Purchase {
    try await context.store.transaction { try await self.found(order, in: $0) }
  }

  /// All purchases, in order of their names.
  func all() async throws -> [Purchase] {
    try await context.store.transaction { transaction in
      try await transaction.list(Self.table).map(\.value)
    }
  }

  /// The purchases that have not ended.
  func open() async throws -> [Purchase] {
    try await all().filter { $0.status == .pending }
  }

  private func found(
    _ order: OrderID, in transaction: any StoreTransaction
  ) async throws -> Purchase {
    guard let purchase = try await transaction.getForUpdate(Self.table, order.text) else {
      throw RPCError(.notFound, "there is no order \(order)")
    }
    return purchase
  }
}
