import Engine
import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct RetryTests {
  private func process(_ fates: [ScriptedTransport.Fate]) -> SmallProcess {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    process.transport.script(Ping.self, fates)
    return process
  }

  @Test func `two failures and a success take calls at 0, 1 and 3 seconds`() throws {
    let process = process([.fail(Failures.down), .fail(Failures.down), .pass])
    try process.run { context in try await ping(Retry(context, .call), context) }
    #expect(process.transport.instants(of: Ping.self) == [at(0), at(1000), at(3000)])
    #expect(process.telemetry.counter("retry.repeated") == 2)
  }

  @Test func `a business refusal is sent once`() throws {
    let process = process([.fail(Failures.soldOut)])
    let ending = try process.run { await Ending.of(Retry($0, .call), $0) }
    #expect(ending == .failed(.failedPrecondition))
    #expect(process.transport.count(of: Ping.self) == 1)
  }

  @Test func `a lost reply is not repeated without a key`() throws {
    let process = process([.loseReply])
    let ending = try process.run { context in
      let retry = ResiliencePipeline([Retry(context, .call), Timeout(context, .seconds(3))])
      return await Ending.of(retry, context)
    }
    #expect(ending == .failed(.deadlineExceeded))
    #expect(process.transport.count(of: Ping.self) == 1)
  }

  @Test func `a lost reply is repeated with the same key`() throws {
    let process = process([.loseReply, .loseRequest, .pass])
    try process.run { context in
      let retry = ResiliencePipeline([Retry(context, .call), Timeout(context, .seconds(3))])
      let scope = CallScope(metadata: Metadata(idempotencyKey: "order-1"))
      try await ping(retry, context, scope)
    }
    #expect(process.transport.instants(of: Ping.self) == [at(0), at(4000), at(9000)])
    #expect(process.transport.calls.allSatisfy { $0.metadata.idempotencyKey == "order-1" })
  }

  @Test func `three slow attempts end at 18 seconds, or at the deadline when that is sooner`()
    throws
  {
    for (deadline, end, calls) in [
      (Deadline.never, at(18_000), 3), (Deadline(at(8000)), at(8000), 2),
      (Deadline(at(5500)), at(5000), 1),
    ] {
      let process = process([.loseRequest, .loseRequest, .loseRequest])
      let ending = try process.run { context in
        let retry = ResiliencePipeline([Retry(context, .call), Timeout(context, .seconds(5))])
        return await Ending.of(retry, context, CallScope(deadline: deadline, isIdempotent: true))
      }
      #expect(ending == .failed(.deadlineExceeded))
      #expect(process.now == end)
      #expect(process.transport.count(of: Ping.self) == calls)
    }
  }

  @Test func `a retry around a retry does not multiply attempts`() throws {
    let process = process(Array(repeating: .fail(Failures.down), count: 9))
    let ending = try process.run { context in
      let nested = ResiliencePipeline([Retry(context, .call), Retry(context, .call)])
      return await Ending.of(nested, context)
    }
    #expect(ending == .failed(.unavailable))
    #expect(process.transport.count(of: Ping.self) == 3)
  }

  @Test func `the mark of exhausted retries reaches the caller's caller`() throws {
    let process = process([])
    let below = RPCError(.unavailable, "", details: ["retries-exhausted-after": "3"])
    process.transport.script(Ping.self, [.fail(below)])
    let ending = try process.run { await Ending.of(Retry($0, .call), $0) }
    #expect(ending == .failed(.unavailable))
    #expect(process.transport.count(of: Ping.self) == 1)
  }

  @Test func `many failing calls share one budget`() throws {
    let process = process(Array(repeating: .fail(Failures.down), count: 1000))
    try process.run { context in
      let budget = RetryBudget(share: .percent(20), reserve: 10)
      let retry = Retry(context, .call, budget: budget)
      for _ in 0..<100 { _ = await Ending.of(retry, context) }
      #expect(budget.available == 0)
    }
    let attempts = process.transport.count(of: Ping.self)
    #expect(attempts > 100 && attempts <= 100 + 10 + 20)
  }

  @Test func `each attempt carries its number and the first is one`() throws {
    let process = process([])
    let numbers = try process.run { context in
      var numbers: [Int] = []
      _ = try? await Retry(context, .call).run(CallScope()) { scope throws(RPCError) in
        numbers.append(scope.attempt)
        throw Failures.down
      }
      return numbers
    }
    #expect(numbers == [1, 2, 3])
  }

  @Test func `a cancelled pause ends the call with what is known so far`() throws {
    for (failure, certainty) in [
      (Failures.down, RPCError.Certainty.definite), (Failures.lost, .indefinite),
    ] {
      let process = process([.fail(failure)])
      let error = try process.run { context -> RPCError? in
        var caught: RPCError?
        let task = context.tasks.spawn("caller") {
          do throws(RPCError) {
            try await ping(Retry(context, .call), context, CallScope(isIdempotent: true))
          } catch {
            caught = error
          }
        }
        try await context.clock.sleep(for: .milliseconds(500))
        task.cancel()
        try await task.join()
        return caught
      }
      #expect(error?.code == .cancelled)
      #expect(error?.certainty == certainty)
      #expect(process.transport.count(of: Ping.self) == 1)
    }
  }

  @Test func `jitter spreads callers who failed together, the same way under one seed`() throws {
    func instants(seed: UInt64) throws -> [Instant] {
      let process = SmallProcess(seed: Seed(seed))
      process.transport.script(Ping.self, Array(repeating: .fail(Failures.down), count: 10))
      process.transport.answer(Ping.self) { _ in Done() }
      try process.run { context in
        let backoff = Backoff(.doubling, base: .seconds(1), jitter: .full)
        let retry = Retry(context, Retry.Options(attempts: 3, backoff: backoff))
        _ = try await context.concurrently(
          (0..<10).map { _ in { await Ending.of(retry, context) } })
      }
      return process.transport.instants(of: Ping.self)
    }
    let first = try instants(seed: 1)
    #expect(Set(first.dropFirst(10)).count == 10)
    #expect(try instants(seed: 1) == first)
    #expect(try instants(seed: 2) != first)
  }
}
