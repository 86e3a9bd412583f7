import Primitives
import Resilience
import Testing

@Suite struct RateLimiterStateMachineTests {
  private func passes(
    _ machine: inout RateLimiterStateMachine, _ client: String, _ limits: [RateLimit],
    at now: Instant
  ) -> Bool {
    if case .run = machine.admit(client, limits: limits, at: now) { return true }
    return false
  }

  @Test func `the eleventh call in one instant is refused`() {
    var machine = RateLimiterStateMachine()
    let results = (0..<11).map { _ in passes(&machine, "a", .address, at: .zero) }
    #expect(results == Array(repeating: true, count: 10) + [false])
  }

  @Test func `ten calls a second pass until the minute's bucket is empty`() {
    var machine = RateLimiterStateMachine()
    var passed = 0
    for number in 0..<67 as Range<Int64> {
      if passes(&machine, "a", .address, at: at(number * 100)) { passed += 1 }
    }
    #expect(passed == 66)
  }

  @Test func `in every window at most the burst and the rate pass`() {
    let limit = RateLimit.perSecond(5, burst: 8)
    var machine = RateLimiterStateMachine()
    var instants: [Int64] = []
    for millisecond in 0..<20_000 as Range<Int64> where millisecond % 7 == 0 {
      if passes(&machine, "a", [limit], at: at(millisecond)) { instants.append(millisecond) }
    }
    for (index, start) in instants.enumerated() {
      for (offset, end) in instants[index...].enumerated() {
        #expect(Int64(offset + 1) * 1000 <= 8 * 1000 + 5 * (end - start))
      }
    }
    #expect(instants.count >= 100)
  }

  @Test func `a refused call takes no token from any bucket`() {
    var machine = RateLimiterStateMachine()
    let limits: [RateLimit] = [.perMinute(100), .perSecond(1)]
    for _ in 0..<50 { _ = passes(&machine, "a", limits, at: .zero) }
    let next = machine.admit("a", limits: limits, at: at(1000))
    #expect(next == .run(remaining: 0))
    let relaxed = machine.admit("a", limits: [.perMinute(100)], at: at(1000))
    #expect(relaxed == .run(remaining: 98))
  }

  @Test func `clients do not share buckets`() {
    var machine = RateLimiterStateMachine()
    for _ in 0..<10 { #expect(passesOnce(&machine, "a")) }
    #expect(!passesOnce(&machine, "a"))
    #expect(passesOnce(&machine, "b"))
  }

  private func passesOnce(_ machine: inout RateLimiterStateMachine, _ client: String) -> Bool {
    passes(&machine, client, .address, at: .zero)
  }

  @Test func `clients whose buckets are full again are forgotten`() {
    var machine = RateLimiterStateMachine()
    for number in 0..<10_000 {
      _ = passes(&machine, "client-\(number)", .address, at: at(Int64(number) * 1000))
    }
    #expect(machine.clientCount <= 130)
  }

  @Test func `a client who starts to pay keeps what was used`() {
    var machine = RateLimiterStateMachine()
    for second in 0..<6 as Range<Int64> {
      for _ in 0..<10 { _ = passes(&machine, "a", .free, at: at(second)) }
    }
    let upgraded = machine.admit("a", limits: [.perMinute(120)], at: at(6))
    #expect(upgraded == .run(remaining: 109))
  }
}
