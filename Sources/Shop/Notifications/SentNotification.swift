package import Primitives
package import ServiceRuntime
package import ShopContracts

/// A message that was sent.
package struct SentNotification: Codable, Sendable, Hashable, FieldwiseFingerprinted,
  CustomStringConvertible
{
  /// The message, named by its content.
  package let id: NotificationID
  /// Who got it.
  package let customer: CustomerID
  /// What it said.
  package let text: String
  /// When, by the service's own clock.
  package let at: WallTime

  package var description: String { "to \(customer): \(text)" }

  package func takeFields(into digest: inout Digest) {
    digest.take("id", id)
    digest.take("customer", customer)
    digest.take("text", text)
    digest.take("at", at)
  }
}

extension SendNotification {
  /// Equal for equal messages to the same customer, whoever asks for them and how often.
  ///
  /// Taken from what is to be said and not from the finished text, so that a new wording does not
  /// send everything again.
  var contentHash: NotificationID {
    var digest = Digest()
    fingerprint(into: &digest)
    return NotificationID(digest.description)
  }
}
