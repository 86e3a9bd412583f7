import Primitives
package import ServiceRuntime

/// Gives back some of what was taken; one refund of a name gives back once.
///
/// Errors: failed precondition where that much was not taken.
package struct RefundCharge: Request {
  package typealias Reply = CardCharge
  package static let method = Method("card-processor.refund")

  /// Our name for the charge.
  package let reference: String
  /// Our name for the refund.
  package let refund: String
  /// How much.
  package let amount: Money

  package init(reference: String, refund: String, amount: Money) {
    self.reference = reference
    self.refund = refund
    self.amount = amount
  }
}
