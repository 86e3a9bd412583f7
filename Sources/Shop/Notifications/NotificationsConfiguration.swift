package import ShopEvents

/// How a notifications service works.
package struct NotificationsConfiguration: Sendable {
  /// How a message protects itself against being sent again.
  package var deduplication: Deduplication
  /// How the service hears of orders; nothing where it does not.
  package var events: EventRules?

  package init(deduplication: Deduplication = .contentHash) {
    self.deduplication = deduplication
  }

  /// How a message protects itself against being sent again.
  package enum Deduplication: String, Sendable, CaseIterable {
    /// Not at all: each request sends it.
    case unguarded
    /// It is filed under a fingerprint of its content, which can be there once.
    case contentHash = "content-hash"
  }
}
