import Primitives
package import ServiceRuntime

/// Gives back some of the money of an order.
///
/// The refund's name is the identity of the operation: a repetition gives nothing back again.
/// Errors: not found; invalid argument for an amount that is not positive; failed precondition
/// with `refundable` where that much was not taken, and while another refund is under way.
package struct RefundPayment: Request {
  package typealias Reply = PaymentReport
  package static let method = Method("payments.refund")

  /// The order.
  package let order: OrderID
  /// What this refund is called, unique for the order.
  package let refund: String
  /// How much, more than nothing.
  package let amount: Money

  package init(order: OrderID, refund: String, amount: Money) {
    self.order = order
    self.refund = refund
    self.amount = amount
  }
}
