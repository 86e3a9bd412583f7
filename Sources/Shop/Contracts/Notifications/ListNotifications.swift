import Primitives
package import ServiceRuntime

/// Asks what a customer was told, the oldest message first.
///
/// Errors: none; a customer whom nobody told anything has an empty list.
package struct ListNotifications: Request {
  /// What a customer was told.
  package struct Reply: Codable, Sendable, Hashable, Fingerprinted {
    /// The texts, in the order in which they were sent.
    package let texts: [String]

    package init(texts: [String]) {
      self.texts = texts
    }
  }

  package static let method = Method("notifications.list")

  /// The customer.
  package let customer: CustomerID

  package init(customer: CustomerID) {
    self.customer = customer
  }
}
