public import Primitives

/// What proves that a law was broken: expectation, observation, time, place and reasons.
public struct Evidence: Hashable, Sendable {
  /// What the law demands, in words and figures.
  public let expected: String
  /// What was there instead.
  public let seen: String
  /// When it was seen, on the run's timeline.
  public let when: Instant
  /// The host or service where it was seen; empty where the law belongs to no single place.
  public let location: String
  /// Sentences that lead from the cause to what was seen, in order.
  public let because: [String]
  /// Positions in the run's trace of the events that prove it, in order.
  public let events: [Int]

  /// Evidence of the given parts.
  public init(
    expected: String, seen: String, when: Instant, location: String = "",
    because: [String] = [], events: [Int] = []
  ) {
    self.expected = expected
    self.seen = seen
    self.when = when
    self.location = location
    self.because = because
    self.events = events
  }
}

extension Evidence: CustomStringConvertible {
  /// The parts a person needs, one a line.
  public var description: String {
    let place = location.isEmpty ? "" : " on \(location)"
    let head = ["at \(when)\(place)", "expected  \(expected)", "seen      \(seen)"]
    return (head + because.map { "because   \($0)" }).joined(separator: "\n")
  }
}
