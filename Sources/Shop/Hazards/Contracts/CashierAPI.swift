import Primitives
package import ServiceRuntime
package import ShopContracts

/// What others may ask of a cashier.
package enum CashierAPI {
  /// The name that the cashier answers to.
  package static let service: ServiceName = "cashier"
}

/// Asks to charge for an order; needs an idempotency key.
///
/// Errors: failed precondition where the amount is above the customer's limit.
package struct ChargeCard: Request {
  package typealias Reply = Done
  package static let method = Method("cashier.charge")

  /// The order.
  package let order: OrderID
  /// How much, in whole units of money.
  package let amount: Int

  package init(order: OrderID, amount: Int) {
    self.order = order
    self.amount = amount
  }
}

/// Asks to give back what was charged for an order; needs the key of undoing the charge.
package struct RefundCard: Request {
  package typealias Reply = Done
  package static let method = Method("cashier.refund")

  /// The order.
  package let order: OrderID
  /// How much was charged.
  package let amount: Int

  package init(order: OrderID, amount: Int) {
    self.order = order
    self.amount = amount
  }
}
