/// How much a call matters when not everything can be served.
public enum Priority: Int, Hashable, Comparable, Sendable, Codable, CaseIterable {
  /// Work that nobody waits for: reports, clean-up, warming of caches.
  case background
  /// What a page can do without: recommendations, reviews.
  case optional
  /// Ordinary requests.
  case normal
  /// What must go on for as long as anything does: payments, checkout, health probes.
  case critical

  public static func < (left: Priority, right: Priority) -> Bool {
    left.rawValue < right.rawValue
  }
}
