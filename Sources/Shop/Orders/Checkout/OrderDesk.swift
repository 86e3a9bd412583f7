import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// The orders service's own records: what was ordered and where it stands.
struct OrderDesk {
  let context: ServiceContext
  /// What becomes of news that contradict where an order stands.
  var news = CheckoutConfiguration.News.checked

  /// An order, if there is one.
  func order(_ id: OrderID) async throws -> CheckoutOrder? {
    try await context.store.transaction { try await $0.get(CheckoutService.orderTable, id.text) }
  }

  /// Lets an event happen to an order in a transaction of its own.
  @discardableResult
  func advance(
    _ id: OrderID, _ event: OrderStateMachine.Event, _ note: String
  ) async throws -> CheckoutOrder {
    try await context.store.settlingTransaction { transaction in
      try await self.advance(id, event, note, in: transaction)
    }
  }

  /// Lets an event happen to an order, as part of a transaction; repeating it changes nothing.
  ///
  /// - Throws: `notFound`, or `failedPrecondition` with `status` and `action`.
  @discardableResult
  func advance(
    _ id: OrderID, _ event: OrderStateMachine.Event, _ note: String,
    in transaction: any StoreTransaction, _ change: (inout CheckoutOrder) -> Void = { _ in }
  ) async throws -> CheckoutOrder {
    guard var order = try await transaction.getForUpdate(CheckoutService.orderTable, id.text) else {
      throw RPCError.noOrder(id)
    }
    if news == .latest, order.status != event.result {
      order.believe(event, note, at: context.clock.wallTime)
      change(&order)
      try await transaction.put(CheckoutService.orderTable, id.text, order)
      return order
    }
    switch order.take(event, note, at: context.clock.wallTime) {
    case .stays: return order
    case .refused:
      throw RPCError(
        .failedPrecondition, "order \(id) is \(order.status.rawValue), not to be \(event.rawValue)",
        details: ["status": order.status.rawValue, "action": event.rawValue])
    case .moves:
      change(&order)
      try await transaction.put(CheckoutService.orderTable, id.text, order)
      context.log(.info, "order \(id) is \(order.status.rawValue): \(note)")
      return order
    }
  }
}

extension OrderDesk {
  /// Writes today's prices into an order, whatever it was bought on.
  func renew(_ id: OrderID, _ prices: [PricedLine]) async throws {
    try await context.store.settlingTransaction { transaction in
      guard var order = try await transaction.getForUpdate(CheckoutService.orderTable, id.text)
      else { return }
      order.terms = order.terms.renewed(prices)
      try await transaction.put(CheckoutService.orderTable, id.text, order)
    }
  }
}

extension OrderTerms {
  /// These terms with other prices; tax in proportion as it was.
  func renewed(_ prices: [PricedLine]) -> OrderTerms {
    var terms = self
    terms.lines = prices
    terms.subtotal = prices.reduce(.zero(shipping.currency)) { $0 + $1.total }
    terms.total = terms.subtotal + terms.tax + terms.shipping
    return terms
  }
}

extension RPCError {
  /// The refusal of a request about an order that nobody made.
  static func noOrder(_ order: OrderID) -> RPCError {
    RPCError(.notFound, "there is no order \(order)", details: ["order": order.text])
  }
}
