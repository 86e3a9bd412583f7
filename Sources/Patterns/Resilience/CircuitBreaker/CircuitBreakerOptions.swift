public import Primitives

extension CircuitBreaker {
  /// When a breaker opens, for how long, and how it closes again.
  public struct Options: Hashable, Sendable {
    /// When it opens.
    public var trip: TripRule
    /// How long it stays open; the repetition number counts openings without recovery between.
    public var breakDuration: Backoff
    /// Whether it becomes half-open at the end of the break, without waiting for a call after it.
    public var endsBreakByItself: Bool
    /// How it finds out whether the target has recovered.
    public var trial: TrialRule
    /// How long after the last trial began those still under way count as failed.
    ///
    /// Against a trial that never ends, which would keep the breaker half-open for ever.
    public var longestTrial: Duration

    /// Options of the given parts.
    public init(
      trip: TripRule, breakDuration: Backoff, endsBreakByItself: Bool = false, trial: TrialRule,
      longestTrial: Duration = .seconds(60)
    ) {
      self.trip = trip
      self.breakDuration = breakDuration
      self.endsBreakByItself = endsBreakByItself
      self.trial = trial
      self.longestTrial = longestTrial
    }

    /// Opens after 5 failures in a row for 30 s; one successful trial closes it.
    public static let consecutive = Options(
      trip: .consecutive(failures: 5),
      breakDuration: Backoff(.constant, base: .seconds(30)),
      trial: .successes(1, concurrently: 1))

    /// Opens at 50 % failures among the last 10 calls, 5 at least, for 10 s; 3 trials decide.
    public static let windowed = Options(
      trip: .share(ShareRule(window: .calls(10), minimum: 5, failures: .percent(50))),
      breakDuration: Backoff(.constant, base: .seconds(10)), endsBreakByItself: true,
      trial: .share(of: 3, failures: .percent(50)))

    /// Opens after 5 failures in a row of 20 calls or more for 60 s; 3 successes close it.
    public static let gateway = Options(
      trip: .consecutive(failures: 5, minimum: 20),
      breakDuration: Backoff(.constant, base: .seconds(60), cap: .seconds(60)),
      trial: .successes(3, concurrently: 10))
  }

  /// When a breaker opens.
  public enum TripRule: Hashable, Sendable {
    /// After a number of failures without a success between, among at least so many calls.
    case consecutive(failures: Int, minimum: Int = 0)
    /// When failures, or slow calls, make up a share of the recent calls.
    case share(ShareRule)
  }

  /// Which share of which calls is too much.
  public struct ShareRule: Hashable, Sendable {
    /// The calls that are looked at.
    public var window: Window
    /// How many calls there must be before their share means anything.
    public var minimum: Int
    /// The share of failures that is too much.
    public var failures: Ratio
    /// Which calls are slow, and the share of them that is too much; nothing to overlook slowness.
    public var slow: SlowRule?

    /// A rule.
    ///
    /// - Precondition: the window is not empty and can hold the minimum of calls.
    public init(window: Window, minimum: Int, failures: Ratio, slow: SlowRule? = nil) {
      switch window {
      case .calls(let count):
        precondition(count > 0, "a window needs at least one call, got \(count)")
        precondition(minimum <= count, "a minimum of \(minimum) calls in a window of \(count)")
      case .time(let length):
        precondition(length > .zero, "a window's length must be positive, got \(length.text)")
      }
      precondition(minimum > 0, "a share needs at least one call, got \(minimum)")
      self.window = window
      self.minimum = minimum
      self.failures = failures
      self.slow = slow
    }
  }

  /// The calls that a share is taken of.
  public enum Window: Hashable, Sendable {
    /// The last so many.
    case calls(Int)
    /// Those that ended in the last span of time.
    case time(Duration)
  }

  /// Which calls are slow, and how many of them are too many.
  public struct SlowRule: Hashable, Sendable {
    /// The least latency of a slow call.
    public var latency: Duration
    /// The share of slow calls that is too much.
    public var share: Ratio

    /// A rule.
    public init(latency: Duration, share: Ratio) {
      self.latency = latency
      self.share = share
    }
  }

  /// How a half-open breaker decides.
  public enum TrialRule: Hashable, Sendable {
    /// Closes after so many successes, opens at the first failure.
    case successes(Int, concurrently: Int)
    /// Makes so many trials; opens when failures make up the share, else closes.
    case share(of: Int, failures: Ratio)

    /// The most trials under way at once.
    var limit: Int {
      switch self {
      case .successes(_, let concurrently): concurrently
      case .share(let trials, _): trials
      }
    }
  }
}
