import Primitives
@testable import Resilience
import Testing

@Suite struct CircuitBreakerStateMachineTests {
  typealias Machine = CircuitBreakerStateMachine

  /// Takes outcomes, `F` for a failure and `S` for a success, one millisecond apart.
  private func feed(
    _ machine: inout Machine, _ outcomes: String, from start: Instant = .zero
  ) {
    for (index, outcome) in outcomes.enumerated() {
      let now = start + .milliseconds(index)
      guard case .run(let permit) = machine.admit(at: now) else { continue }
      machine.ended(permit, outcome == "F" ? .failure : .healthy, latency: .zero, at: now)
    }
  }

  private func state(
    after outcomes: String, _ options: CircuitBreaker.Options, at now: Instant = at(50)
  ) -> CircuitState {
    var machine = Machine(options)
    feed(&machine, outcomes)
    return machine.state(at: now)
  }

  private func permit(_ machine: inout Machine, at now: Instant) -> Machine.Permit? {
    guard case .run(let permit) = machine.admit(at: now) else { return nil }
    return permit
  }

  // MARK: The consecutive breaker of the catalogue: 5 failures, 30 seconds, one trial

  @Test func `five failures in a row open it, a success between starts anew`() {
    #expect(state(after: "FFFF", .consecutive) == .closed)
    #expect(state(after: "FFFFF", .consecutive) == .open)
    #expect(state(after: "FFFFSFFFF", .consecutive) == .closed)
    #expect(state(after: String(repeating: "FFFFS", count: 100), .consecutive) == .closed)
  }

  @Test func `it is still open at exactly 30 seconds and tries a millisecond later`() {
    var machine = Machine(.consecutive)
    feed(&machine, "FFFFF", from: at(-4))
    let early = machine.admit(at: at(30_000))
    #expect(early == .refuse(retryAfter: .zero))
    #expect(!machine.isTrialDue(at: at(30_000)))
    #expect(machine.isTrialDue(at: at(30_001)))
    #expect(machine.state(at: at(40_000)) == .open)
    #expect(permit(&machine, at: at(30_001)) != nil)
    #expect(machine.state == .halfOpen)
    #expect(permit(&machine, at: at(30_001)) == nil)
  }

  @Test func `a good trial closes it, a bad one opens it for 30 seconds more`() {
    for (judgement, expected) in [(Judgement.healthy, CircuitState.closed), (.failure, .open)] {
      var machine = Machine(.consecutive)
      feed(&machine, "FFFFF")
      guard let trial = permit(&machine, at: at(31_000)) else {
        Issue.record("no trial after the break")
        return
      }
      machine.ended(trial, judgement, latency: .zero, at: at(32_000))
      #expect(machine.state == expected)
      let refused = permit(&machine, at: at(62_000)) == nil
      #expect(refused == (expected == .open))
    }
  }

  @Test func `an abandoned trial gives its slot back`() {
    var machine = Machine(.consecutive)
    feed(&machine, "FFFFF")
    for second in 31..<40 as Range<Int64> {
      guard let trial = permit(&machine, at: at(second * 1000)) else {
        Issue.record("no trial at \(second) s")
        return
      }
      machine.ended(trial, .none, latency: .zero, at: at(second * 1000 + 1))
    }
    #expect(machine.state == .halfOpen)
    #expect(machine.trialsUnderWay == 0)
  }

  @Test func `a trial that never ends does not keep it half-open for ever`() {
    var machine = Machine(.consecutive)
    feed(&machine, "FFFFF")
    #expect(permit(&machine, at: at(31_000)) != nil)
    #expect(permit(&machine, at: at(90_999)) == nil)
    #expect(permit(&machine, at: at(91_000)) == nil)
    #expect(machine.state == .open)
    #expect(permit(&machine, at: at(121_001)) != nil)
  }

  @Test func `a trial has its whole time, however long the breaker was half-open before`() {
    var machine = Machine(.windowed)
    feed(&machine, "FFFFF")
    let trials = (0..<3).compactMap { _ in permit(&machine, at: at(1_000_000)) }
    for trial in trials { machine.ended(trial, .healthy, latency: .zero, at: at(1_059_999)) }
    #expect(machine.state == .closed)
  }

  @Test func `a straggler's success does not close an open circuit`() {
    var machine = Machine(.consecutive)
    let straggler = permit(&machine, at: .zero)
    feed(&machine, "FFFFF")
    if let straggler { machine.ended(straggler, .healthy, latency: .zero, at: at(2900)) }
    #expect(machine.state == .open)
  }

  @Test func `a straggler's failure neither lengthens the break nor ends a trial`() {
    var machine = Machine(.consecutive)
    let stragglers = (0..<3).compactMap { _ in permit(&machine, at: .zero) }
    feed(&machine, "FFFFF")
    machine.ended(stragglers[0], .failure, latency: .zero, at: at(20_000))
    #expect(permit(&machine, at: at(30_005)) != nil)
    machine.ended(stragglers[1], .failure, latency: .zero, at: at(30_006))
    #expect(machine.state == .halfOpen)
    #expect(machine.trialsUnderWay == 1)
  }

  // MARK: The windowed breaker: 10 calls, 5 at least, 50 %, 10 seconds, 3 trials

  @Test func `the share of failures opens it, once there are enough calls`() {
    #expect(state(after: "FFFSS", .windowed) == .open)
    #expect(state(after: "SSSFF", .windowed) == .closed)
    #expect(state(after: "FFSSS", .windowed) == .closed)
    #expect(state(after: "FFSSSF", .windowed) == .open)
    #expect(state(after: "FFFF", .windowed) == .closed)
    #expect(state(after: "SSSSSSSSSSFFFF", .windowed) == .closed)
    #expect(state(after: "SSSSSSSSSSFFFFF", .windowed) == .open)
  }

  @Test func `every sequence of ten outcomes opens it exactly when the rule says so`() {
    for bits in 0..<1024 {
      let outcomes = (0..<10).map { bits >> $0 & 1 == 1 }
      let opensAt = (5...10).first { count in
        outcomes.prefix(count).count { $0 } * 2 >= count
      }
      var machine = Machine(.windowed)
      var seen: Int?
      for (index, isFailure) in outcomes.enumerated() where seen == nil {
        guard case .run(let permit) = machine.admit(at: .zero) else { continue }
        machine.ended(permit, isFailure ? .failure : .healthy, latency: .zero, at: .zero)
        if machine.state == .open { seen = index + 1 }
      }
      #expect(seen == opensAt, "\(outcomes)")
    }
  }

  @Test func `it becomes half-open by itself and three trials decide`() {
    for (outcomes, expected) in [
      ("FFS", CircuitState.open), ("FFF", .open), ("SSF", .closed), ("SSS", .closed),
    ] {
      var machine = Machine(.windowed)
      feed(&machine, "FFFFF", from: at(-4))
      #expect(machine.state(at: at(9_999)) == .open)
      #expect(machine.state(at: at(10_000)) == .halfOpen)
      let trials = (0..<3).compactMap { _ in permit(&machine, at: at(10_000)) }
      #expect(trials.count == 3)
      #expect(permit(&machine, at: at(10_000)) == nil)
      for (trial, outcome) in zip(trials, outcomes) {
        #expect(machine.state == .halfOpen)
        machine.ended(
          trial, outcome == "F" ? .failure : .healthy, latency: .zero, at: at(10_001))
      }
      #expect(machine.state == expected)
    }
  }

  @Test func `slow calls open it as failures do`() {
    let rule = CircuitBreaker.ShareRule(
      window: .calls(4), minimum: 4, failures: .one,
      slow: CircuitBreaker.SlowRule(latency: .seconds(2), share: .percent(50)))
    for (slowCalls, expected) in [(1, CircuitState.closed), (2, .open)] {
      var machine = Machine(
        CircuitBreaker.Options(
          trip: .share(rule), breakDuration: Backoff(.constant, base: .seconds(1)),
          trial: .successes(1, concurrently: 1)))
      for index in 0..<4 {
        guard let permit = permit(&machine, at: .zero) else { continue }
        let latency = Duration.milliseconds(index < slowCalls ? 2000 : 1999)
        machine.ended(permit, .healthy, latency: latency, at: .zero)
      }
      #expect(machine.state == expected)
    }
  }

  @Test func `a window of time forgets what is older than its length`() {
    let rule = CircuitBreaker.ShareRule(
      window: .time(.seconds(10)), minimum: 4, failures: .percent(50))
    let options = CircuitBreaker.Options(
      trip: .share(rule), breakDuration: Backoff(.constant, base: .seconds(1)),
      trial: .successes(1, concurrently: 1))
    for (second, expected) in [(8 as Int64, CircuitState.open), (10, .closed), (1000, .closed)] {
      var machine = Machine(options)
      feed(&machine, "FF")
      feed(&machine, "FF", from: at(second * 1000))
      #expect(machine.state == expected, "second pair after \(second) s")
    }
  }

  // MARK: The gateway's breaker and longer breaks

  @Test func `a minimum of calls keeps a quiet service's breaker closed`() {
    #expect(state(after: "FFFFFFFFFFFFFFFFFFF", .gateway) == .closed)
    #expect(state(after: "FFFFFFFFFFFFFFFFFFFF", .gateway) == .open)
    #expect(state(after: "SSSSSSSSSSSSSSSFFFF", .gateway) == .closed)
  }

  @Test func `three successes in a row close the gateway's breaker`() {
    var machine = Machine(.gateway)
    feed(&machine, String(repeating: "F", count: 20))
    #expect(permit(&machine, at: at(60_000)) == nil)
    feed(&machine, "SS", from: at(60_100))
    #expect(machine.state == .halfOpen)
    feed(&machine, "S", from: at(60_200))
    #expect(machine.state == .closed)
  }

  @Test func `breaks grow while the target does not recover`() {
    var machine = Machine(
      CircuitBreaker.Options(
        trip: .consecutive(failures: 1),
        breakDuration: Backoff(.doubling, base: .seconds(1), cap: .seconds(4)),
        trial: .successes(1, concurrently: 1)))
    var now = Instant.zero
    for seconds in [1, 2, 4, 4] as [Int64] {
      feed(&machine, "F", from: now)
      #expect(permit(&machine, at: now + .seconds(seconds)) == nil)
      now = now + .seconds(seconds) + .nanoseconds(1)
    }
    feed(&machine, "SF", from: now)
    #expect(machine.isTrialDue(at: now + .milliseconds(1002)))
  }

  // MARK: All states

  @Test func `no sequence of inputs lets a call through that should not pass`() {
    for options in [CircuitBreaker.Options.small, .smallWindowed] {
      var explored: Set<Exploration> = []
      var frontier: [Exploration] = [Exploration(machine: Machine(options))]
      for _ in 0..<9 {
        var next: [Exploration] = []
        for state in frontier where explored.insert(state).inserted {
          next.append(contentsOf: state.successors(options))
        }
        frontier = next
      }
      #expect(explored.count > 500)
    }
  }
}

/// A state of a breaker together with the calls under way and when the circuit opened.
private struct Exploration: Hashable {
  var machine: CircuitBreakerStateMachine
  var underWay: [CircuitBreakerStateMachine.Permit] = []
  var opened: Instant?
  var now = Instant.zero

  /// The states after each possible input, each checked against the laws.
  func successors(_ options: CircuitBreaker.Options) -> [Exploration] {
    var found = [admitted(options), elapsed(.seconds(1)), elapsed(.milliseconds(2500))]
    for index in underWay.indices {
      for judgement in Judgement.allCases { found.append(ended(index, judgement)) }
    }
    return found
  }

  private func admitted(_ options: CircuitBreaker.Options) -> Exploration {
    var after = self
    switch after.machine.admit(at: now) {
    case .run(let permit):
      after.underWay.append(permit)
      #expect(after.machine.state == .closed || after.machine.state == .halfOpen)
      if let opened { #expect(now - opened >= .seconds(2), "a call before the break was over") }
    case .refuse:
      #expect(after.machine.state != .closed)
    }
    after.note(since: self)
    return after
  }

  private func ended(_ index: Int, _ judgement: Judgement) -> Exploration {
    var after = self
    let permit = after.underWay.remove(at: index)
    after.machine.ended(permit, judgement, latency: .zero, at: now)
    var waiting = machine
    waiting.ended(.init(generation: -1), .none, latency: .zero, at: now)
    if permit.generation < waiting.generation { #expect(after.machine == waiting) }
    after.note(since: self)
    return after
  }

  private func elapsed(_ duration: Duration) -> Exploration {
    var after = self
    after.now = now + duration
    return after
  }

  private mutating func note(since before: Exploration) {
    #expect(machine.trialsUnderWay >= 0 && machine.trialsUnderWay <= 2)
    #expect(machine.generation >= before.machine.generation)
    if machine.state == .open, machine.generation != before.machine.generation { opened = now }
    if machine.state == .closed { opened = nil }
  }
}

extension CircuitBreaker.Options {
  /// A breaker with few states: 2 failures, a break of 2 s, 2 trials at once, 2 successes.
  fileprivate static let small = CircuitBreaker.Options(
    trip: .consecutive(failures: 2), breakDuration: Backoff(.constant, base: .seconds(2)),
    trial: .successes(2, concurrently: 2), longestTrial: .seconds(3))

  /// A windowed breaker with few states.
  fileprivate static let smallWindowed = CircuitBreaker.Options(
    trip: .share(
      CircuitBreaker.ShareRule(window: .calls(3), minimum: 2, failures: .percent(50))),
    breakDuration: Backoff(.constant, base: .seconds(2)), endsBreakByItself: true,
    trial: .share(of: 2, failures: .percent(50)), longestTrial: .seconds(3))
}
