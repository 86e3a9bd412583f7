package import Primitives
package import ServiceRuntime
package import ShopContracts

/// A charge in the card processor's own books.
package struct ProcessorCharge: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// What the processor tells of it.
  package var charge: CardCharge
  /// Why the card does not pay, where it does not.
  package var decline: CardDecline?
  /// How often it was asked for.
  package var attempts = 1
  /// When the amount was kept, by the processor's own clock.
  package var authorizedAt: WallTime
  /// The names of the refunds that were carried out.
  package var refunds: [String] = []

  /// A charge that was asked for at a time.
  package init(_ charge: CardCharge, decline: CardDecline? = nil, at time: WallTime) {
    self.charge = charge
    self.decline = decline
    authorizedAt = time
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("charge", charge)
    digest.take("decline", decline?.rawValue)
    digest.take("attempts", attempts)
    digest.take("authorizedAt", authorizedAt)
    digest.take("refunds", refunds)
  }
}

extension ProcessorCharge: CustomStringConvertible {
  package var description: String {
    charge.description + (decline.map { ": \($0.rawValue)" } ?? "")
  }
}
