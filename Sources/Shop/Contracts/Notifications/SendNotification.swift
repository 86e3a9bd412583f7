package import Primitives
package import ServiceRuntime

/// Sends a message to a customer; the same content is sent once.
///
/// What makes two messages the same is what they say and to whom, not the key they came under: a
/// saga that is resumed, a queue that delivers twice and a person who asks again all make the same
/// one. Nobody's work may depend on it: whoever asks gives it a short time limit, carries on when
/// it fails, and never undoes anything because of it.
///
/// Errors: invalid argument for a subject about an order that names none.
package struct SendNotification: Request, FieldwiseFingerprinted {
  /// What became of it.
  package struct Reply: Codable, Sendable, Hashable, FieldwiseFingerprinted {
    /// The message.
    package let notification: NotificationID
    /// Whether the same message had been sent before, so that nothing was sent now.
    package let isRepetition: Bool

    package init(notification: NotificationID, isRepetition: Bool) {
      self.notification = notification
      self.isRepetition = isRepetition
    }

    package func takeFields(into digest: inout Digest) {
      digest.take("notification", notification)
      digest.take("isRepetition", isRepetition)
    }
  }

  package static let method = Method("notifications.send")

  /// Who gets it.
  package let customer: CustomerID
  /// The order that it is about, if it is about one.
  package let order: OrderID?
  /// What it is about.
  package let subject: NotificationSubject
  /// What it says beside that, such as a reason or a tracking number.
  package let note: String

  package init(
    customer: CustomerID, order: OrderID? = nil, subject: NotificationSubject, note: String = ""
  ) {
    self.customer = customer
    self.order = order
    self.subject = subject
    self.note = note
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("customer", customer)
    digest.take("order", order)
    digest.take("subject", subject.rawValue)
    digest.take("note", note)
  }
}
