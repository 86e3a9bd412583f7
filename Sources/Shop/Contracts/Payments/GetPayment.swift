import Primitives
package import ServiceRuntime

/// Asks how the payment of an order stands.
///
/// Errors: not found.
package struct GetPayment: Request {
  package typealias Reply = PaymentReport
  package static let method = Method("payments.get")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}
