import Primitives

/// How many calls may start in a span of time, and how many at once after a quiet time.
///
/// Not a hard window: in any span, at most the burst plus the rate times the span are let through.
public struct RateLimit: Hashable, Sendable {
  /// How many calls per period in the long run.
  public let calls: Int
  /// The period.
  public let period: Duration
  /// How many calls at once when none came for long.
  public let burst: Int

  /// A limit; the burst is a period's worth of calls unless stated.
  ///
  /// - Precondition: calls, period and burst are positive; a century of periods times the burst
  ///   must fit in 63 bits of nanoseconds, which all sensible limits do.
  public init(_ calls: Int, per period: Duration, burst: Int? = nil) {
    let burst = burst ?? calls
    precondition(calls > 0, "a rate limit must let calls through, got \(calls)")
    precondition(period > .zero, "a period must be positive, got \(period.text)")
    precondition(burst > 0, "a burst must be positive, got \(burst)")
    let (_, overflow) = Int64(burst).multipliedReportingOverflow(by: period.nanoseconds)
    precondition(!overflow, "a burst of \(burst) times \(period.text) exceeds 63 bits")
    self.calls = calls
    self.period = period
    self.burst = burst
  }

  /// So many calls a minute.
  public static func perMinute(_ calls: Int, burst: Int? = nil) -> RateLimit {
    RateLimit(calls, per: .seconds(60), burst: burst)
  }

  /// So many calls a second.
  public static func perSecond(_ calls: Int, burst: Int? = nil) -> RateLimit {
    RateLimit(calls, per: .seconds(1), burst: burst)
  }
}

extension [RateLimit] {
  /// Sixty a minute and ten a second, for each address.
  public static let address: [RateLimit] = [.perMinute(60), .perSecond(10)]
  /// Sixty a minute and ten a second, for a client who pays nothing.
  public static let free: [RateLimit] = [.perMinute(60), .perSecond(10)]
  /// A hundred and twenty a minute and ten a second, for a client who pays.
  public static let premium: [RateLimit] = [.perMinute(120), .perSecond(10)]
}
