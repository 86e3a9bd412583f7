package import Primitives
package import ServiceRuntime

/// Tells the payments service what the processor has booked.
///
/// Comes from the processor, at least once for each of its bookings. Errors: none that the
/// processor could do anything about.
package struct RecordSettlement: Request, FieldwiseFingerprinted {
  package typealias Reply = Done
  package static let method = Method("payments.record-settlement")

  /// The booking's number in the processor's ledger, the same in every repetition.
  package let booking: String
  /// The order, as the charge's memo has it.
  package let order: OrderID
  /// What was booked.
  package let kind: Kind
  /// How much.
  package let amount: Money

  package init(booking: String, order: OrderID, kind: Kind, amount: Money) {
    self.booking = booking
    self.order = order
    self.kind = kind
    self.amount = amount
  }

  /// Kinds of bookings that move money.
  package enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// Money was taken from the card.
    case captured
    /// Money went back to the card.
    case refunded
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("booking", booking)
    digest.take("order", order)
    digest.take("kind", kind.rawValue)
    digest.take("amount", amount)
  }
}
