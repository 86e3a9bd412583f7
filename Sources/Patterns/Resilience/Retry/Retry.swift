import Primitives
public import ServiceRuntime

/// Repeats a call that failed, when another attempt may help and can do no harm.
///
/// A request is repeated only when its error is one that may pass, and either the error is
/// definite, or the request carries an idempotency key, or the caller says that it is idempotent.
/// It is not repeated when a layer beneath gave up repeating it, when the process's own breaker or
/// limiter refused it, or when the pause would outlast the deadline.
public final class Retry: Protection {
  public var kind: ProtectionKind { .retry }
  private let context: ServiceContext
  private let options: Options
  private let budget: RetryBudget?

  /// A rule for repeating; several may share a budget.
  public init(_ context: ServiceContext, _ options: Options, budget: RetryBudget? = nil) {
    self.context = context
    self.options = options
    self.budget = budget
  }

  public func run<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    budget?.deposit()
    var machine = RetryStateMachine(options, scope)
    while true {
      let failure: RPCError
      do {
        var current = scope
        current.attempt = machine.attempt
        return try await body(current)
      } catch {
        failure = error
      }
      let action = machine.failed(
        failure, isRefusal: failure.isRefusal(by: context), at: context.clock.now,
        draw: { context.random.below($0) }, spend: { budget?.withdraw() ?? true })
      switch action {
      case .pause(let pause):
        report(failure, attempt: machine.attempt - 1, "trying again in \(pause.text)", scope)
        context.count("retry.repeated")
        try await sleep(pause, machine.mayHaveHappened)
      case .giveUp(let reason):
        report(failure, attempt: machine.attempt, "giving up (\(reason.rawValue))", scope)
        context.count("retry.gave-up")
        throw machine.finalError(failure, reason)
      }
    }
  }

  private func sleep(_ pause: Duration, _ mayHaveHappened: Bool) async throws(RPCError) {
    do {
      try await context.clock.sleep(for: pause)
    } catch {
      throw Refusal.cancelled(error, certainty: mayHaveHappened ? .indefinite : .definite)
    }
  }

  private func report(
    _ failure: RPCError, attempt: Int, _ next: @autoclosure () -> String, _ scope: CallScope
  ) {
    context.log(
      .warning, "attempt \(attempt) of \(options.attempts) failed, \(next())",
      [.init("error", failure)], trace: scope.metadata.trace)
  }

  /// How often and at what pace to repeat.
  public struct Options: Hashable, Sendable {
    /// The most attempts, the first included.
    public var attempts: Int
    /// The pauses between them.
    public var backoff: Backoff

    /// A rule.
    ///
    /// - Precondition: there is at least one attempt.
    public init(attempts: Int, backoff: Backoff) {
      precondition(attempts > 0, "a call needs at least one attempt, got \(attempts)")
      self.attempts = attempts
      self.backoff = backoff
    }

    /// Three attempts with pauses of one and two seconds, for a call that a person waits for.
    public static let call = Options(
      attempts: 3, backoff: Backoff(.doubling, base: .seconds(1), cap: .seconds(30)))

    /// Five attempts with pauses of 1, 2, 4 and 8 seconds, for a keyed payment.
    public static let payment = Options(
      attempts: 5, backoff: Backoff(.doubling, base: .seconds(1), cap: .seconds(30)))

    /// Six attempts with pauses of 0, 1, 4, 9 and 16 seconds, for work taken from a queue.
    public static let queueWorker = Options(
      attempts: 6, backoff: Backoff(.quadratic, base: .seconds(1), cap: .seconds(30)))

    /// Five attempts with up to twice the pauses of 1, 2, 4 and 8 seconds, for a lossy network.
    public static let network = Options(
      attempts: 5,
      backoff: Backoff(.doubling, base: .seconds(1), cap: .seconds(30), jitter: .added(.one)))

    /// Three attempts with growing pauses, for a service that answers but fails.
    public static let failingService = Options(
      attempts: 3,
      backoff: Backoff(
        .linear, base: .seconds(1), cap: .seconds(30), jitter: .added(Ratio(1, 2))))

    /// Five attempts with pauses of 0.5, 0.75, 1.125 and 1.6875 seconds, for a database.
    public static let database = Options(
      attempts: 5, backoff: Backoff(.exponential(Ratio(3, 2)), base: .milliseconds(500)))

    /// The longest that all attempts and pauses can take when no attempt exceeds a limit.
    ///
    /// A caller whose deadline is shorter will not see all attempts.
    public func longestRun(perAttempt limit: Duration) -> Duration {
      guard attempts > 1 else { return limit }
      return (1..<attempts).reduce(limit * attempts) { total, repetition in
        total + backoff.longestPause(before: repetition)
      }
    }
  }
}

extension Backoff {
  /// The longest pause before a repetition that chance can make.
  func longestPause(before repetition: Int) -> Duration {
    let pause = pause(before: repetition)
    switch jitter {
    case .none, .full, .equal: return pause
    case .added(let share): return min(pause + pause.scaled(by: share, atMost: cap), cap)
    case .decorrelated: return cap
    }
  }
}
