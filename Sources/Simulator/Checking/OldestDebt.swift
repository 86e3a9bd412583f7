public import Primitives

/// The thing that is owed for the longest time, as told by a law that keeps all of them itself.
public struct OldestDebt: Equatable, Sendable {
  /// What is owed.
  public let name: String
  /// Since when.
  public let since: Instant
  /// The event of the trace with which it began.
  package let event: Int
  /// Where it began.
  package let location: String

  /// A debt.
  package init(name: String, since: Instant, event: Int, location: String) {
    self.name = name
    self.since = since
    self.event = event
    self.location = location
  }
}
