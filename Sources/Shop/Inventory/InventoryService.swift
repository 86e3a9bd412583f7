import Primitives
package import ServiceRuntime
import ShopContracts

/// Keeps count of what is in stock.
package final class InventoryService: Service {
  /// The levels, by product.
  package static let stockTable = Table<StockLevel>("stock")
  /// Every change of a level, in order.
  package static let ledgerTable = Table<StockLedgerEntry>("stock-ledger")
  static let replyTable = Table<KeptReply>("kept-replies")

  /// The named points in this service and what has happened when they are reached.
  package static let failpoints: [(name: FailpointName, meaning: String)] = [
    (beforeCommit, "the units are counted, nothing is durable"),
    (afterCommit, "the deduction is durable, nobody knows yet"),
  ]

  static let beforeCommit: FailpointName = "before-commit"
  static let afterCommit: FailpointName = "after-commit-before-reply"

  private let context: ServiceContext
  private let configuration: InventoryConfiguration

  package init(_ context: ServiceContext, _ configuration: InventoryConfiguration) {
    self.context = context
    self.configuration = configuration
  }

  package func start() async throws {
    try await stockUp()
    context.handle(DeductStock.self) { request, call in
      try await self.deduct(request, key: call.metadata.idempotencyKey)
    }
  }

  /// Writes the initial levels, unless an earlier life has done so.
  private func stockUp() async throws {
    let initial = configuration.initialStock
    guard !initial.isEmpty else { return }
    try await context.store.transaction { transaction in
      for (product, quantity) in initial
      where try await transaction.get(Self.stockTable, product.text) == nil {
        try await transaction.insert(
          Self.stockTable, product.text, StockLevel(onHand: quantity))
      }
    }
  }

  private func deduct(_ request: DeductStock, key: String?) async throws -> DeductStock.Reply {
    guard request.quantity >= 1 else {
      throw RPCError(.invalidArgument, "a quantity must be at least 1, got \(request.quantity)")
    }
    let reply = try await context.store.retryingTransaction { transaction in
      let known =
        switch self.configuration.deduction {
        case .unguarded: nil as DeductStock.Reply?
        case .idempotencyKey: try await self.reply(to: request, key: key, in: transaction)
        }
      if let known { return known }
      let reply = try await self.take(request, in: transaction)
      if self.configuration.deduction == .idempotencyKey, let key {
        try await transaction.insert(
          Self.replyTable, key, KeptReply(request: request.hash, reply: reply))
      }
      try await self.context.failpoint(Self.beforeCommit)
      return reply
    }
    try await context.failpoint(Self.afterCommit)
    return reply
  }

  /// The reply that an earlier attempt with the same key was given.
  ///
  /// Looked up under the product's lock, so that of two attempts at once the second one sees what
  /// the first has done.
  private func reply(
    to request: DeductStock, key: String?, in transaction: any StoreTransaction
  ) async throws -> DeductStock.Reply? {
    guard let key else { throw RPCError(.invalidArgument, "the request carries no key") }
    _ = try await transaction.getForUpdate(Self.stockTable, request.product.text)
    guard let kept = try await transaction.get(Self.replyTable, key) else { return nil }
    guard kept.request == request.hash else {
      throw RPCError(.failedPrecondition, "the key \(key) belongs to another request")
    }
    context.log(.info, "knows the key \(key): answers as before")
    return kept.reply
  }

  /// Takes the units and writes down that it did.
  private func take(
    _ request: DeductStock, in transaction: any StoreTransaction
  ) async throws -> DeductStock.Reply {
    let product = request.product.text
    guard let level = try await transaction.getForUpdate(Self.stockTable, product) else {
      throw RPCError(.notFound, "there is no product \(product)")
    }
    guard level.onHand >= request.quantity else {
      throw RPCError(
        .failedPrecondition, "only \(level.onHand) \(product) on hand",
        details: [
          "product": product, "available": "\(level.onHand)", "requested": "\(request.quantity)",
        ])
    }
    let remaining = level.onHand - request.quantity
    try await transaction.put(Self.stockTable, product, StockLevel(onHand: remaining))
    let entry = StockLedgerEntry(
      kind: .deducted, order: request.order, product: request.product,
      quantity: request.quantity, remaining: remaining, at: context.clock.wallTime)
    let number = try await transaction.list(Self.ledgerTable).count
    try await transaction.insert(Self.ledgerTable, ledgerKey(number), entry)
    context.log(
      .info, "stock of \(product) \(level.onHand) - \(request.quantity) = \(remaining)")
    return DeductStock.Reply(order: request.order, remaining: remaining)
  }

  private func ledgerKey(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 12 - digits.count)) + digits
  }
}
