import Primitives
package import ServiceRuntime

/// Wants an order no more; only its owner may.
///
/// An order that is still being checked out is waited for. Repeating it is harmless. Errors: not
/// found; permission denied for the order of another customer; failed precondition for an order
/// that is on its way already; unavailable while nobody knows yet what becomes of it.
package struct CancelOrder: Request {
  package typealias Reply = CheckoutSummary
  package static let method = Method("orders.cancel")

  /// The order.
  package let order: OrderID
  /// Who asks.
  package let customer: CustomerID

  package init(order: OrderID, customer: CustomerID) {
    self.order = order
    self.customer = customer
  }
}
