import Primitives
import Resilience
import ServiceRuntime
import Testing

@Suite struct CacheStateMachineTests {
  typealias Machine = CacheStateMachine<String, Int>

  /// What a look-up came to, for comparisons.
  private enum Seen: Equatable {
    case hit(Int, Duration)
    case absent
    case join
    case fetch(Int)
  }

  private func look(_ machine: inout Machine, _ key: String, at now: Instant) -> Seen {
    switch machine.lookUp(key, at: now) {
    case .hit(let value, let age): .hit(value, age)
    case .absent: .absent
    case .join: .join
    case .fetch(let ticket): .fetch(ticket)
    }
  }

  private func fill(
    _ machine: inout Machine, _ key: String, _ value: Int, at now: Instant, lifetime: Duration
  ) {
    guard case .fetch(let ticket) = machine.lookUp(key, at: now) else { return }
    _ = machine.fetched(value, for: key, ticket: ticket, since: now, lifetime: lifetime)
  }

  @Test func `a value is fresh for less than its lifetime`() {
    for (options, seconds) in [
      (CacheOptions.products, 300), (.stockDisplay, 60), (.users, 600),
    ] as [(CacheOptions, Int64)] {
      var machine = Machine(options)
      fill(&machine, "a", 1, at: .zero, lifetime: options.lifetime)
      let last = look(&machine, "a", at: at(seconds * 1000 - 1))
      #expect(last == .hit(1, .milliseconds(seconds * 1000 - 1)))
      let over = look(&machine, "a", at: at(seconds * 1000))
      #expect(over == .fetch(2))
    }
  }

  @Test func `readers who come during a fetch join it`() {
    var machine = Machine(.products)
    #expect(look(&machine, "a", at: .zero) == .fetch(1))
    #expect(look(&machine, "a", at: at(1)) == .join)
    #expect(look(&machine, "b", at: at(1)) == .fetch(2))
  }

  @Test func `a value read before a change is not stored after it`() {
    var machine = Machine(.products)
    #expect(look(&machine, "a", at: .zero) == .fetch(1))
    machine.invalidate("a")
    #expect(look(&machine, "a", at: at(1)) == .fetch(2))
    let old = machine.fetched(10, for: "a", ticket: 1, since: .zero, lifetime: .seconds(9))
    #expect(!old)
    #expect(look(&machine, "a", at: at(2)) == .join)
    let new = machine.fetched(11, for: "a", ticket: 2, since: at(1), lifetime: .seconds(9))
    #expect(new)
    #expect(look(&machine, "a", at: at(3)) == .hit(11, .milliseconds(2)))
  }

  @Test func `a failure brings back the old value for a while, a verdict does not`() {
    let options = CacheOptions(lifetime: .seconds(10), staleOnError: .seconds(20))
    for (error, second, expected) in [
      (Failures.down, 15, true), (Failures.down, 29, true), (Failures.down, 30, false),
      (Failures.lost, 15, true), (Failures.soldOut, 15, false), (Failures.unknown, 15, false),
      (RPCError(.cancelled, ""), 15, false),
    ] as [(RPCError, Int64, Bool)] {
      var machine = Machine(options)
      fill(&machine, "a", 1, at: .zero, lifetime: .seconds(10))
      guard case .fetch(let ticket) = machine.lookUp("a", at: at(second * 1000)) else {
        Issue.record("a value of \(second) s counts as fresh")
        return
      }
      let failure = machine.failed(error, for: "a", ticket: ticket, at: at(second * 1000))
      #expect((failure.stale != nil) == expected, "\(error) at \(second) s")
      #expect(failure.isCurrent)
    }
  }

  @Test func `that there is no value is remembered for its own lifetime`() {
    var machine = Machine(CacheOptions(lifetime: .seconds(10), absenceLifetime: .seconds(3)))
    guard case .fetch(let ticket) = machine.lookUp("a", at: .zero) else { return }
    _ = machine.failed(Failures.unknown, for: "a", ticket: ticket, at: .zero)
    #expect(look(&machine, "a", at: at(2999)) == .absent)
    #expect(look(&machine, "a", at: at(3000)) == .fetch(2))
  }

  @Test func `neither values nor absences exceed their bounds`() {
    var machine = Machine(
      CacheOptions(
        lifetime: .seconds(10), absenceLifetime: .seconds(10), capacity: 8, absenceCapacity: 4))
    for number in 0..<100 {
      fill(&machine, "value-\(number)", number, at: .zero, lifetime: .seconds(10))
      if case .fetch(let ticket) = machine.lookUp("none-\(number)", at: .zero) {
        _ = machine.failed(Failures.unknown, for: "none-\(number)", ticket: ticket, at: .zero)
      }
      #expect(machine.valueCount <= 8 && machine.absenceCount <= 4)
    }
    #expect(look(&machine, "value-99", at: at(1)) == .hit(99, .milliseconds(1)))
    #expect(look(&machine, "none-99", at: at(1)) == .absent)
  }

  @Test func `what was used longest ago is forgotten first`() {
    var machine = Machine(CacheOptions(lifetime: .seconds(10), capacity: 4))
    for number in 0..<4 { fill(&machine, "\(number)", number, at: .zero, lifetime: .seconds(10)) }
    #expect(look(&machine, "0", at: .zero) == .hit(0, .zero))
    fill(&machine, "4", 4, at: .zero, lifetime: .seconds(10))
    #expect(look(&machine, "0", at: .zero) == .hit(0, .zero))
    #expect(look(&machine, "1", at: .zero) == .fetch(6))
  }
}
