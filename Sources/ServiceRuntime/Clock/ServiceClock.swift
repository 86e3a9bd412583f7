public import Primitives

/// The time that a service sees.
public protocol ServiceClock: AnyObject {
  /// Time since an arbitrary beginning; never goes back and is not corrected.
  ///
  /// For time limits and durations. Comparing it with another host's means nothing.
  var now: Instant { get }

  /// The date and time of day as this host believes it: may be wrong, jump or run backwards.
  ///
  /// For records and for whatever must be compared between hosts, such as leases.
  var wallTime: WallTime { get }

  /// Waits until an instant of `now`.
  ///
  /// - Throws: `Cancelled` when the waiting task is cancelled or its process ends.
  func sleep(until instant: Instant) async throws(Cancelled)
}

extension ServiceClock {
  /// Waits for a duration; a negative one does not wait.
  @inlinable
  public func sleep(for duration: Duration) async throws(Cancelled) {
    try await sleep(until: now + duration)
  }
}
