package import Primitives
package import ServiceRuntime

/// Decides after each failed attempt whether to try again, and when.
package struct RetryStateMachine {
  private let options: Retry.Options
  private let scope: CallScope
  private var previousPause: Duration
  /// The attempt under way; the first is one.
  package private(set) var attempt = 1
  /// Whether an attempt so far may have taken effect.
  package private(set) var mayHaveHappened = false

  /// A call before its first attempt.
  package init(_ options: Retry.Options, _ scope: CallScope) {
    self.options = options
    self.scope = scope
    previousPause = options.backoff.base
  }

  /// What to do after a failed attempt.
  package enum Action: Hashable, Sendable {
    /// Pause, then make the next attempt.
    case pause(Duration)
    /// End with the error.
    case giveUp(Reason)
  }

  /// Why there is no further attempt.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    /// Repeating the request cannot help.
    case permanent
    /// One's own protection refused; arguing with it would defeat it.
    case refused
    /// A layer beneath has repeated it already.
    case repeatedBelow = "repeated below"
    /// The attempt may have taken effect and the request may not be repeated then.
    case unsafe
    /// There were as many attempts as allowed.
    case attempts
    /// The pause would outlast the deadline.
    case deadline
    /// The budget is spent.
    case budget
  }

  /// An attempt has failed.
  ///
  /// - Parameters:
  ///   - isRefusal: whether this process itself did not let the attempt through.
  ///   - draw: draws a number below a bound.
  ///   - spend: takes a repetition out of the budget; asked last.
  package mutating func failed(
    _ error: RPCError, isRefusal: Bool, at now: Instant, draw: (UInt64) -> UInt64,
    spend: () -> Bool
  ) -> Action {
    if error.certainty == .indefinite { mayHaveHappened = true }
    if isRefusal { return .giveUp(.refused) }
    if !error.code.isRetriable { return .giveUp(.permanent) }
    if error.hasExhaustedRetries { return .giveUp(.repeatedBelow) }
    if error.certainty == .indefinite, !scope.isRepeatable { return .giveUp(.unsafe) }
    if attempt >= options.attempts { return .giveUp(.attempts) }
    let scheduled = options.backoff.pause(before: attempt, previous: previousPause, draw: draw)
    let pause = max(scheduled, error.retryAfter ?? .zero)
    if !scope.deadline.isNever, pause >= scope.deadline.instant - now { return .giveUp(.deadline) }
    if !spend() { return .giveUp(.budget) }
    previousPause = scheduled
    attempt += 1
    return .pause(pause)
  }

  /// The error that the caller sees after giving up.
  ///
  /// An earlier attempt that may have taken effect makes the whole indefinite, however certain the
  /// last error is; only a verdict on the operation's own key settles what became of it.
  package func finalError(_ error: RPCError, _ reason: Reason) -> RPCError {
    var final = error
    if mayHaveHappened, !(error.isVerdict && scope.isKeyed) { final.certainty = .indefinite }
    switch reason {
    case .attempts, .deadline, .budget:
      final.details[Refusal.attemptsKey] = String(attempt)
    case .permanent, .refused, .repeatedBelow, .unsafe:
      break
    }
    return final
  }
}
