package import Primitives
package import ServiceRuntime

/// One change of an order's status.
package struct OrderChange: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The status from then on.
  package let status: CheckoutStatus
  /// What brought it about.
  package let note: String
  /// The time of day, by the service's own clock.
  package let at: WallTime

  package init(_ status: CheckoutStatus, _ note: String, at time: WallTime) {
    self.status = status
    self.note = note
    at = time
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("status", status.rawValue)
    digest.take("note", note)
    digest.take("at", at)
  }
}

extension OrderChange: CustomStringConvertible {
  package var description: String { "\(status.rawValue) at \(at): \(note)" }
}
