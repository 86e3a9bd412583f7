import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct FallbackTests {
  private func answer(_ failure: RPCError?) throws -> Answer<String> {
    try SmallProcess().run { context in
      let fallback = Fallback(context) { _ throws(RPCError) in "popular items" }
      return try await fallback.run(CallScope()) { _ throws(RPCError) in
        if let failure { throw failure }
        return "your items"
      }
    }
  }

  @Test func `an answer that comes is passed on as it is`() throws {
    #expect(try answer(nil) == Answer("your items"))
    #expect(try !answer(nil).isDegraded)
  }

  @Test func `a failure is answered by the substitute, which says so`() throws {
    for failure in [Failures.down, Failures.lost, RPCError(.deadlineExceeded, "")] {
      let answer = try answer(failure)
      #expect(answer.value == "popular items")
      #expect(answer.isDegraded)
      #expect(answer.quality == .substitute(because: failure))
    }
  }

  @Test func `what the target decided is never replaced`() {
    for failure in [Failures.soldOut, Failures.unknown, RPCError(.cancelled, "")] {
      #expect(throws: failure) { try answer(failure) }
    }
  }

  @Test func `a substitute that fails ends the call with its own error`() throws {
    #expect(throws: Failures.unknown) {
      try SmallProcess().run { context in
        let fallback = Fallback<String>(context) { _ throws(RPCError) in throw Failures.unknown }
        _ = try await fallback.run(CallScope()) { _ throws(RPCError) in throw Failures.down }
      }
    }
  }

  @Test func `outside the retry it sees the last failure only`() throws {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    process.transport.script(Ping.self, [.fail(Failures.down), .fail(Failures.down)])
    let answer = try process.run { context in
      let fallback = Fallback(context) { _ throws(RPCError) in Done() }
      return try await fallback.run(CallScope()) { scope throws(RPCError) in
        try await ping(Retry(context, .call), context, scope)
        return Done()
      }
    }
    #expect(answer.quality == .fresh)
    #expect(process.transport.count(of: Ping.self) == 3)
  }
}
