package import Primitives
package import ServiceRuntime

/// Keeps an amount on a card.
///
/// Errors: failed precondition with `decline`, kept under the reference where it is for good;
/// unavailable with `decline` where it may pass; failed precondition for a voided reference.
package struct AuthorizeCard: Request, FieldwiseFingerprinted {
  package typealias Reply = CardCharge
  package static let method = Method("card-processor.authorize")

  /// Our name for the charge.
  package let reference: String
  /// What it is for, to be printed on statements.
  package let memo: String
  /// The card.
  package let cardToken: String
  /// How much.
  package let amount: Money

  package init(reference: String, memo: String, cardToken: String, amount: Money) {
    self.reference = reference
    self.memo = memo
    self.cardToken = cardToken
    self.amount = amount
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("reference", reference)
    digest.take("memo", memo)
    digest.take("cardToken", cardToken)
    digest.take("amount", amount)
  }
}
