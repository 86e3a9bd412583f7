public import Primitives

/// Bounds that a run must not pass.
///
/// A run that reaches one is undetermined, never passed: it was cut short.
public struct Limits: Hashable, Sendable {
  /// The last instant that is simulated.
  public var time: Instant
  /// The most events that are simulated.
  public var events: Int
  /// The most events that may be pending at once.
  public var pending: Int
  /// The most resumptions within one instant, against loops that let no time pass.
  public var resumptionsPerInstant: Int

  /// Bounds that no sensible run reaches.
  public static let generous = Limits(time: Instant(nanoseconds: 3_600_000_000_000))

  /// Bounds with generous numbers where none are given.
  public init(
    time: Instant, events: Int = 1_000_000_000, pending: Int = 100_000_000,
    resumptionsPerInstant: Int = 10_000_000
  ) {
    self.time = time
    self.events = events
    self.pending = pending
    self.resumptionsPerInstant = resumptionsPerInstant
  }
}
