import Primitives

/// How long a cache keeps what, and how much of it.
public struct CacheOptions: Hashable, Sendable {
  /// How long a value counts as fresh, from the beginning of its fetch.
  public var lifetime: Duration
  /// By how much chance may shorten a lifetime, so that values fetched together expire apart.
  public var spread: Duration
  /// How long after its lifetime a value may still be given when the source fails.
  public var staleOnError: Duration
  /// How long it is remembered that there is no value.
  public var absenceLifetime: Duration
  /// The most values that are kept.
  public var capacity: Int
  /// The most keys without value that are kept.
  public var absenceCapacity: Int

  /// Options; no spread, no stale values and no memory of absences unless stated.
  ///
  /// - Precondition: the lifetime is positive and not below the spread, capacities are positive.
  public init(
    lifetime: Duration, spread: Duration = .zero, staleOnError: Duration = .zero,
    absenceLifetime: Duration = .zero, capacity: Int = 1000, absenceCapacity: Int = 1000
  ) {
    precondition(lifetime > .zero, "a lifetime must be positive, got \(lifetime.text)")
    precondition(
      .zero <= spread && spread <= lifetime,
      "a spread must lie in the lifetime, got \(spread.text) of \(lifetime.text)")
    precondition(capacity > 0, "a cache must hold a value, got room for \(capacity)")
    precondition(absenceCapacity > 0, "room for absences must be positive, got \(absenceCapacity)")
    self.lifetime = lifetime
    self.spread = spread
    self.staleOnError = staleOnError
    self.absenceLifetime = absenceLifetime
    self.capacity = capacity
    self.absenceCapacity = absenceCapacity
  }

  /// Five minutes, for a catalogue; an hour longer while the catalogue is gone.
  public static let products = CacheOptions(
    lifetime: .seconds(300), staleOnError: .seconds(3600), absenceLifetime: .seconds(30))
  /// One minute, for stock that is shown; never for a decision about stock.
  public static let stockDisplay = CacheOptions(lifetime: .seconds(60))
  /// Ten minutes, for user profiles.
  public static let users = CacheOptions(lifetime: .seconds(600))
}
