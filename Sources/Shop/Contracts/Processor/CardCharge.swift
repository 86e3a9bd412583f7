package import Primitives

/// A charge as the processor's books have it.
package struct CardCharge: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// Our name for the charge.
  package let reference: String
  /// What we said that it is for; the processor only prints it on statements.
  package let memo: String
  /// How far it came.
  package var status: Status
  /// What it is about.
  package let amount: Money
  /// What went back to the card so far.
  package var refunded: Money

  package init(
    reference: String, memo: String, status: Status, amount: Money, refunded: Money? = nil
  ) {
    self.reference = reference
    self.memo = memo
    self.status = status
    self.amount = amount
    self.refunded = refunded ?? .zero(amount.currency)
  }

  /// How far a charge came.
  package enum Status: String, Codable, Sendable, Hashable, CaseIterable {
    /// The processor has never heard of it.
    case unknown
    /// The amount is kept on the card.
    case authorized
    /// The amount was taken from the card.
    case captured
    /// It will never be taken.
    case voided
    /// The card does not pay.
    case declined
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("reference", reference)
    digest.take("memo", memo)
    digest.take("status", status.rawValue)
    digest.take("amount", amount)
    digest.take("refunded", refunded)
  }
}

extension CardCharge: CustomStringConvertible {
  package var description: String {
    "\(reference) for \(memo): \(amount) \(status.rawValue)"
      + (refunded.isPositive ? ", \(refunded) back" : "")
  }
}
