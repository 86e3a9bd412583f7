import Primitives
package import ServiceRuntime

/// Puts money on the card that a charge was made to, whatever was taken from it.
///
/// Not a refund: the processor does not look at what was taken, and each request is carried out.
/// Processors offer it for goodwill; whoever pays refunds with it has to keep count himself.
package struct CreditCard: Request {
  package typealias Reply = CardCharge
  package static let method = Method("card-processor.credit")

  /// Our name for the charge.
  package let reference: String
  /// How much.
  package let amount: Money

  package init(reference: String, amount: Money) {
    self.reference = reference
    self.amount = amount
  }
}
