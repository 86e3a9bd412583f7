import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct TimeoutTests {
  private func process(_ fates: [ScriptedTransport.Fate]) -> SmallProcess {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    process.transport.script(Ping.self, fates)
    return process
  }

  @Test func `a silent target is given up at the limit, however it is enforced`() throws {
    for enforcement in Timeout.Enforcement.allCases {
      let process = process([.loseRequest])
      let ending = try process.run { context in
        let timeout = Timeout(context, .seconds(3), enforcedBy: enforcement)
        return await Ending.of(timeout, context)
      }
      #expect(ending == .failed(.deadlineExceeded))
      #expect(process.now == at(3000))
    }
  }

  @Test func `a late reply is discarded though the work was done`() throws {
    var effects = 0
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in
      effects += 1
      return Done()
    }
    process.transport.script(Ping.self, [.delayRequest(.seconds(10))])
    let error = try process.run { context -> RPCError? in
      do throws(RPCError) {
        try await ping(Timeout(context, .seconds(3)), context)
        return nil
      } catch {
        #expect(context.clock.now == at(3000))
        return error
      }
    }
    #expect(error?.certainty == .indefinite)
    #expect(effects == 1)
    #expect(process.now == at(10_000))
  }

  @Test func `the caller's deadline prevails over a longer limit`() throws {
    for enforcement in Timeout.Enforcement.allCases {
      let process = process([.loseRequest])
      _ = try process.run { context in
        let timeout = Timeout(context, .seconds(30), enforcedBy: enforcement)
        return await Ending.of(timeout, context, CallScope(deadline: Deadline(at(1500))))
      }
      #expect(process.now == at(1500))
      #expect(process.transport.calls.map(\.deadline) == [Deadline(at(1500))])
    }
  }

  @Test func `a call whose deadline has passed is not made, and certainly had no effect`() throws {
    let process = process([])
    let error = try process.run { context -> RPCError? in
      try await context.clock.sleep(for: .seconds(2))
      do throws(RPCError) {
        let scope = CallScope(deadline: Deadline(at(2000)))
        try await ping(Timeout(context, .seconds(3)), context, scope)
        return nil
      } catch {
        return error
      }
    }
    #expect(error?.code == .deadlineExceeded)
    #expect(error?.certainty == .definite)
    #expect(process.transport.calls.isEmpty)
  }

  @Test func `cancellation ends work that does not look at its deadline`() throws {
    let process = SmallProcess()
    let code = try process.run { context -> RPCError.Code? in
      let timeout = Timeout(context, .seconds(3), enforcedBy: .cancellation)
      do throws(RPCError) {
        try await timeout.run(CallScope()) { _ throws(RPCError) in
          _ = try? await context.clock.sleep(for: .seconds(60))
        }
        return nil
      } catch {
        return error.code
      }
    }
    #expect(code == .deadlineExceeded)
    #expect(process.now == at(3000))
    #expect(process.telemetry.counter("timeout.reached") == 1)
  }

  @Test func `the ladder of limits leaves each caller room`() {
    #expect(Timeout.ladder(hops: 3) == [30, 35, 40, 45].map { .seconds($0) })
    #expect(Timeout.pageCall == .seconds(3))
    #expect(Timeout.step == .seconds(5))
  }
}
