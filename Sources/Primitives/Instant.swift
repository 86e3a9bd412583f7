/// A point on a run's timeline.
///
/// Whole nanoseconds since the run began, so that every platform orders two instants alike.
/// Arithmetic traps on overflow: a run ends long before the 292 years that fit.
public struct Instant: Hashable, Comparable, Sendable, Codable {
  /// Nanoseconds since the run began.
  public let nanoseconds: Int64

  /// The beginning of the run.
  public static let zero = Instant(nanoseconds: 0)

  /// A point that no run reaches.
  public static let distantFuture = Instant(nanoseconds: .max)

  /// The point this many nanoseconds after the beginning.
  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  @inlinable
  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The instant that lies a duration later.
  @inlinable
  public static func + (instant: Instant, duration: Duration) -> Instant {
    Instant(nanoseconds: instant.nanoseconds + duration.nanoseconds)
  }

  /// The instant that lies a duration earlier.
  @inlinable
  public static func - (instant: Instant, duration: Duration) -> Instant {
    Instant(nanoseconds: instant.nanoseconds - duration.nanoseconds)
  }

  /// The span from one instant to another, negative when the first is the earlier one.
  @inlinable
  public static func - (left: Instant, right: Instant) -> Duration {
    .nanoseconds(left.nanoseconds - right.nanoseconds)
  }
}

extension Instant: CustomStringConvertible {
  /// Seconds with as many decimals as are needed, three at least: `1.240 s`.
  public var description: String {
    DecimalText.seconds(nanoseconds: nanoseconds)
  }
}
