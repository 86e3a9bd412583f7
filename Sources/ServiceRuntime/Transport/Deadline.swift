public import Primitives

/// An instant after which nobody waits, passed on with each call.
///
/// Measured on the caller's monotonic clock; it travels as the time that is left, so clocks of
/// different hosts need not agree.
public struct Deadline: Hashable, Sendable {
  /// The instant itself.
  public let instant: Instant

  /// No limit.
  public static let never = Deadline(.distantFuture)

  /// The deadline at an instant.
  @inlinable
  public init(_ instant: Instant) {
    self.instant = instant
  }

  /// Whether there is no limit.
  @inlinable
  public var isNever: Bool { instant == .distantFuture }

  /// The earlier of this deadline and another.
  public func earlier(of other: Deadline) -> Deadline {
    Deadline(min(instant, other.instant))
  }
}

extension ServiceClock {
  /// The deadline that lies a duration from now.
  @inlinable
  public func deadline(after duration: Duration) -> Deadline {
    Deadline(now + duration)
  }
}
