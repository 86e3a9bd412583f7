public import Primitives
public import ServiceRuntime

/// A value that was true at some time, and may not be any more.
public struct Observed<Value> {
  /// The value.
  public let value: Value
  /// When it was read from its owner, on this process's monotonic clock.
  public let instant: Instant

  /// A value as it was at an instant.
  public init(_ value: Value, at instant: Instant) {
    self.value = value
    self.instant = instant
  }

  /// The value, provided it is no older than a bound.
  ///
  /// - Throws: `TooStale` otherwise; ask the owner.
  public func value(within bound: Duration, by clock: any ServiceClock) throws(TooStale) -> Value {
    let age = clock.now - instant
    guard age <= bound else { throw TooStale(age: age, bound: bound) }
    return value
  }
}

/// Says that a value is older than whoever reads it can bear.
public struct TooStale: Error, Hashable, Sendable {
  /// How old it is.
  public let age: Duration
  /// How old it might have been.
  public let bound: Duration
}
