package import Primitives

/// Decides whether a call may be made, given how earlier ones ended.
///
/// Every change of state begins a new generation. A permit remembers its generation, and the end of
/// a call that was admitted in an older one changes nothing: neither does a straggler's success
/// close an open circuit, nor does its failure lengthen the break.
package struct CircuitBreakerStateMachine: Hashable, Sendable {
  private let options: CircuitBreaker.Options
  /// What happens to the next call, as of the last input.
  package private(set) var state = CircuitState.closed
  /// How often the state has changed.
  package private(set) var generation = 0
  /// How many trials are under way.
  package private(set) var trialsUnderWay = 0
  private var window: FailureWindow
  private var stateEnd = Instant.distantFuture
  private var openings = 0
  private var trialSuccesses = 0
  private var trialFailures = 0

  /// A closed breaker.
  package init(_ options: CircuitBreaker.Options) {
    precondition(options.trial.limit > 0, "a breaker needs at least one trial, got none")
    self.options = options
    window = FailureWindow(options.trip)
  }

  /// The right to make one call, to be given back with its end.
  package struct Permit: Hashable, Sendable {
    /// The generation in which the call was admitted.
    package let generation: Int
  }

  /// What becomes of a call.
  package enum Admission: Hashable, Sendable {
    /// It may be made.
    case run(Permit)
    /// It may not; the time until a trial may be made is given where it is known.
    case refuse(retryAfter: Duration?)
  }

  // MARK: Inputs

  /// A call is to be made.
  package mutating func admit(at now: Instant) -> Admission {
    advance(to: now)
    switch state {
    case .closed: return .run(Permit(generation: generation))
    case .open: return .refuse(retryAfter: stateEnd - now)
    case .isolated: return .refuse(retryAfter: nil)
    case .halfOpen:
      guard trialsUnderWay < trialsAllowed else { return .refuse(retryAfter: nil) }
      trialsUnderWay += 1
      stateEnd = now + options.longestTrial
      return .run(Permit(generation: generation))
    }
  }

  /// A call that was admitted has ended.
  package mutating func ended(
    _ permit: Permit, _ judgement: Judgement, latency: Duration, at now: Instant
  ) {
    advance(to: now)
    guard permit.generation == generation else { return }
    switch state {
    case .closed: endedWhileClosed(judgement, latency, now)
    case .halfOpen: endedTrial(judgement, now)
    case .open, .isolated: break
    }
  }

  /// A person wants no calls to be made until told otherwise.
  package mutating func isolate() {
    enter(.isolated, until: .distantFuture)
  }

  /// A person wants calls to be made again.
  package mutating func close() {
    openings = 0
    enter(.closed, until: .distantFuture)
  }

  // MARK: Questions

  /// The state at an instant that is not before the last input.
  package func state(at now: Instant) -> CircuitState {
    guard options.endsBreakByItself || state == .halfOpen else { return state }
    var copy = self
    copy.advance(to: now)
    return copy.state
  }

  /// Whether the break is over and the next call will be a trial.
  package func isTrialDue(at now: Instant) -> Bool {
    var copy = self
    copy.advance(to: now)
    return copy.state == .halfOpen && copy.trialsUnderWay < copy.trialsAllowed
  }

  // MARK: Transitions

  private mutating func advance(to now: Instant) {
    if state == .halfOpen, trialsUnderWay > 0, now >= stateEnd { open(at: now) }
    guard state == .open else { return }
    if options.endsBreakByItself ? now >= stateEnd : now > stateEnd {
      enter(.halfOpen, until: .distantFuture)
    }
  }

  /// How many trials may be under way beside those that have ended.
  private var trialsAllowed: Int {
    switch options.trial {
    case .successes(_, let concurrently): concurrently
    case .share(let trials, _): trials - trialSuccesses - trialFailures
    }
  }

  private mutating func endedWhileClosed(
    _ judgement: Judgement, _ latency: Duration, _ now: Instant
  ) {
    guard judgement != .none else { return }
    window.record(isFailure: judgement == .failure, latency: latency, at: now)
    if window.trips(at: now) { open(at: now) }
  }

  private mutating func endedTrial(_ judgement: Judgement, _ now: Instant) {
    trialsUnderWay -= 1
    switch judgement {
    case .healthy: trialSuccesses += 1
    case .failure: trialFailures += 1
    case .none: return
    }
    switch options.trial {
    case .successes(let wanted, _):
      if trialFailures > 0 { open(at: now) } else if trialSuccesses >= wanted { close() }
    case .share(let trials, let failures):
      guard trialSuccesses + trialFailures >= trials else { return }
      let share = Ratio(UInt64(trialFailures), UInt64(trials))
      if share >= failures { open(at: now) } else { close() }
    }
  }

  private mutating func open(at now: Instant) {
    openings += 1
    enter(.open, until: now + options.breakDuration.pause(before: openings))
  }

  private mutating func enter(_ next: CircuitState, until end: Instant) {
    state = next
    stateEnd = end
    generation += 1
    trialsUnderWay = 0
    trialSuccesses = 0
    trialFailures = 0
    window.clear()
  }
}
