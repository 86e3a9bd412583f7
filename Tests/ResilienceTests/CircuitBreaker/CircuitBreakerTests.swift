import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct CircuitBreakerTests {
  private func process(_ fates: [ScriptedTransport.Fate]) -> SmallProcess {
    let process = SmallProcess("orders")
    process.transport.answer(Ping.self) { _ in Done() }
    process.transport.script(Ping.self, fates)
    return process
  }

  private func guarded(_ context: ServiceContext) -> ResiliencePipeline {
    ResiliencePipeline([
      CircuitBreaker(context, for: "inventory", .consecutive), Timeout(context, Timeout.pageCall),
    ])
  }

  @Test func `five silent calls open it at 15 seconds and the sixth is answered at once`() throws {
    let process = process(Array(repeating: .loseRequest, count: 5))
    let endings = try process.run { context in
      let pipeline = guarded(context)
      var endings: [Ending] = []
      for _ in 0..<6 { endings.append(await Ending.of(pipeline, context)) }
      return endings
    }
    #expect(
      endings == Array(repeating: .failed(.deadlineExceeded), count: 5) + [.failed(.unavailable)])
    #expect(process.now == at(15_000))
    #expect(process.transport.count(of: Ping.self) == 5)
    #expect(process.telemetry.counter("circuit-breaker.open") == 1)
    #expect(
      process.telemetry.messages.contains("the circuit to inventory went from closed to open"))
  }

  @Test func `a refusal had no effect and says when to come back`() throws {
    let process = process(Array(repeating: .fail(Failures.down), count: 5))
    let error = try process.run { context -> RPCError? in
      let pipeline = guarded(context)
      for _ in 0..<5 { _ = await Ending.of(pipeline, context) }
      try await context.clock.sleep(for: .seconds(10))
      do throws(RPCError) {
        try await ping(pipeline, context)
        return nil
      } catch {
        return error
      }
    }
    #expect(error?.certainty == .definite)
    #expect(error?.refusedBy == .circuitBreaker)
    #expect(error?.retryAfter == .seconds(20))
  }

  @Test func `business refusals, limits and one's own refusals do not open it`() throws {
    let harmless: [RPCError] = [
      Failures.soldOut, Failures.unknown, RPCError(.invalidArgument, ""),
      RPCError(.resourceExhausted, ""), RPCError(.aborted, ""), RPCError(.permissionDenied, ""),
      RPCError(.deadlineExceeded, "", certainty: .definite), RPCError(.cancelled, ""),
    ]
    for error in harmless {
      let process = process(Array(repeating: .fail(error), count: 20))
      let state = try process.run { context in
        let breaker = CircuitBreaker(context, for: "inventory", .consecutive)
        for _ in 0..<20 { _ = await Ending.of(breaker, context) }
        return breaker.state
      }
      #expect(state == .closed, "\(error)")
    }
  }

  @Test func `a refusal by the target's own protections counts, one's own does not`() throws {
    for (place, expected) in [
      ("orders@host-1#0", CircuitState.closed), ("inventory@host-2#0", .open),
    ] {
      let refusal = RPCError(
        .unavailable, "", details: ["refused-by": "bulkhead", "refused-at": place])
      let process = process(Array(repeating: .fail(refusal), count: 5))
      let state = try process.run { context in
        let breaker = CircuitBreaker(context, for: "inventory", .consecutive)
        for _ in 0..<5 { _ = await Ending.of(breaker, context) }
        return breaker.state
      }
      #expect(state == expected)
    }
  }

  @Test func `of two callers at the end of the break one tries and the other is refused`() throws {
    let process = process(Array(repeating: .fail(Failures.down), count: 5))
    let endings = try process.run { context in
      let pipeline = guarded(context)
      for _ in 0..<5 { _ = await Ending.of(pipeline, context) }
      try await context.clock.sleep(for: .milliseconds(30_001))
      process.transport.script(Ping.self, [.delayReply(.seconds(1))])
      return try await context.concurrently([
        { await Ending.of(pipeline, context) }, { await Ending.of(pipeline, context) },
      ])
    }
    #expect(endings == [.done, .failed(.unavailable)])
  }

  @Test func `a cancelled trial gives its slot back and the target is found healthy`() throws {
    let process = process(Array(repeating: .fail(Failures.down), count: 5) + [.loseReply])
    let endings = try process.run { context in
      let breaker = CircuitBreaker(context, for: "inventory", .consecutive)
      for _ in 0..<5 { _ = await Ending.of(breaker, context) }
      try await context.clock.sleep(for: .seconds(31))
      let trial = context.tasks.spawn("trial") { _ = await Ending.of(breaker, context) }
      try await context.clock.sleep(for: .seconds(1))
      let during = await Ending.of(breaker, context)
      trial.cancel()
      try await trial.join()
      return [during, await Ending.of(breaker, context)]
    }
    #expect(endings == [.failed(.unavailable), .done])
  }

  @Test func `the breaker of one target leaves another target alone`() throws {
    let process = process(Array(repeating: .fail(Failures.down), count: 5))
    let ending = try process.run { context in
      let sick = CircuitBreaker(context, for: "inventory", .consecutive)
      let healthy = CircuitBreaker(context, for: "payments", .consecutive)
      for _ in 0..<5 { _ = await Ending.of(sick, context) }
      #expect(sick.state == .open)
      return await Ending.of(healthy, context)
    }
    #expect(ending == .done)
  }

  @Test func `an isolated circuit refuses until it is closed`() throws {
    let process = process([])
    let endings = try process.run { context in
      let breaker = CircuitBreaker(context, for: "inventory", .consecutive)
      breaker.isolate()
      try await context.clock.sleep(for: .seconds(3000))
      let isolated = await Ending.of(breaker, context)
      breaker.close()
      return [isolated, await Ending.of(breaker, context)]
    }
    #expect(endings == [.failed(.unavailable), .done])
  }
}
