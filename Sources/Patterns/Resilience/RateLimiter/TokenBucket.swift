package import Primitives

/// A store of tokens that refills evenly; a call takes one.
///
/// The level is counted in units so small that every nanosecond adds a whole number of them: a
/// token is worth the period's nanoseconds, a nanosecond adds as many units as the limit allows
/// calls in a period. So nothing is rounded and nothing drifts, however often the bucket is asked.
package struct TokenBucket: Hashable, Sendable {
  private var limit: RateLimit
  private var level: Int64
  private var updated: Instant

  /// A full bucket.
  package init(_ limit: RateLimit, at now: Instant) {
    self.limit = limit
    level = Int64(limit.burst) * limit.period.nanoseconds
    updated = now
  }

  /// The whole tokens that are there, as of the last input.
  package var tokens: Int { Int(level / limit.period.nanoseconds) }

  /// Whether it is as it was at first, so that forgetting it changes nothing.
  package var isFull: Bool { level == ceiling }

  /// Time has passed; an instant before the last one is ignored.
  package mutating func refill(to now: Instant) {
    guard now > updated else { return }
    let elapsed = (now - updated).nanoseconds
    updated = now
    let missing = ceiling - level
    let gain = elapsed.multipliedReportingOverflow(by: Int64(limit.calls))
    level += gain.overflow ? missing : min(gain.partialValue, missing)
  }

  /// How long until there is a token; zero when there is one.
  package func timeToToken() -> Duration {
    let missing = limit.period.nanoseconds - level
    guard missing > 0 else { return .zero }
    let rate = Int64(limit.calls)
    return .nanoseconds(missing / rate + (missing % rate == 0 ? 0 : 1))
  }

  /// A call takes a token.
  ///
  /// - Precondition: there is one.
  package mutating func take() {
    precondition(tokens > 0, "a token was taken from a bucket of \(tokens)")
    level -= limit.period.nanoseconds
  }

  /// The limit changes; what has been used stays used.
  package mutating func change(to other: RateLimit, at now: Instant) {
    guard other != limit else { return }
    refill(to: now)
    let used = Int64(limit.burst) - Int64(tokens)
    limit = other
    level = max(Int64(other.burst) - used, 0) * other.period.nanoseconds
  }

  private var ceiling: Int64 { Int64(limit.burst) * limit.period.nanoseconds }
}
