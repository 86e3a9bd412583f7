import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct RateLimiterTests {
  private func process() -> SmallProcess {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    return process
  }

  @Test func `a refusal says how long to wait, and the wait is enough`() throws {
    let process = process()
    try process.run { context in
      let limiter = RateLimiter(context, [.perSecond(10, burst: 1)])
      try await ping(limiter, context)
      do throws(RPCError) {
        try await ping(limiter, context)
        Issue.record("a second call in one instant passed")
      } catch {
        #expect(error.code == .resourceExhausted && error.certainty == .definite)
        #expect(error.retryAfter == .milliseconds(100))
      }
      try await context.clock.sleep(for: .milliseconds(100))
      try await ping(limiter, context)
    }
    #expect(process.transport.count(of: Ping.self) == 2)
  }

  @Test func `a call may wait for its turn, but not past its deadline`() throws {
    for (deadline, expected) in [
      (at(100), Ending.done), (at(99), .failed(.resourceExhausted)),
    ] {
      let ending = try process().run { context in
        let limiter = RateLimiter(
          context, [.perSecond(10, burst: 1)], longestWait: .seconds(5))
        try await ping(limiter, context)
        return await Ending.of(limiter, context, CallScope(deadline: Deadline(deadline)))
      }
      #expect(ending == expected)
    }
  }

  @Test func `limits may depend on the client`() throws {
    let passed = try process().run { context in
      let limiter = RateLimiter(context) { $0 == "rich" ? [.perSecond(9)] : [.perSecond(2)] }
      var passed: [String: Int] = [:]
      for client in ["rich", "poor", ""] {
        let scope = CallScope(metadata: Metadata(client: client))
        for _ in 0..<20 where await Ending.of(limiter, context, scope) == .done {
          passed[client, default: 0] += 1
        }
      }
      return passed
    }
    #expect(passed == ["rich": 9, "poor": 2, "": 2])
  }
}
