import Primitives
package import ServiceRuntime

/// Asks for everything about an order; only its owner is told.
///
/// Errors: not found; permission denied for the order of another customer.
package struct GetCheckout: Request {
  package typealias Reply = CheckoutReport
  package static let method = Method("orders.get-checkout")

  /// The order.
  package let order: OrderID
  /// Who asks.
  package let customer: CustomerID

  package init(order: OrderID, customer: CustomerID) {
    self.order = order
    self.customer = customer
  }
}
