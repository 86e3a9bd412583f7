import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct BulkheadTests {
  private func process(delay: Duration, calls: Int = 300) -> SmallProcess {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    process.transport.script(Ping.self, Array(repeating: .delayReply(delay), count: calls))
    return process
  }

  private func pings(
    _ count: Int, _ protection: any Protection, _ context: ServiceContext,
    _ scope: CallScope = CallScope()
  ) async throws -> [Ending] {
    try await context.concurrently(
      (0..<count).map { _ in { await Ending.of(protection, context, scope) } })
  }

  @Test func `ten calls run and the eleventh is refused at once`() throws {
    let process = process(delay: .seconds(8))
    let endings = try process.run { context in
      try await pings(11, Bulkhead(context, named: "calls", .calls), context)
    }
    #expect(endings == Array(repeating: .done, count: 10) + [.failed(.resourceExhausted)])
    #expect(process.transport.count(of: Ping.self) == 10)
    #expect(process.now == at(8000))
  }

  @Test func `critical work takes 110 jobs and normal work 220`() throws {
    for (options, limit) in [(Bulkhead.Options.critical, 110), (.normal, 220)] {
      let process = process(delay: .seconds(1))
      let endings = try process.run { context in
        try await pings(limit + 1, Bulkhead(context, named: "jobs", options), context)
      }
      #expect(endings.count { $0 == .done } == limit)
      #expect(endings.last == .failed(.resourceExhausted))
    }
  }

  @Test func `a limit inside frees callers and slots together`() throws {
    let process = process(delay: .seconds(8))
    let endings = try process.run { context in
      let bulkhead = Bulkhead(context, named: "calls", .calls)
      let pipeline = ResiliencePipeline([Timeout(context, .seconds(5)), bulkhead])
      _ = try await pings(10, pipeline, context)
      #expect(context.clock.now == at(5000))
      #expect(bulkhead.running == 0)
      return try await pings(1, pipeline, context)
    }
    #expect(endings == [.failed(.deadlineExceeded)])
  }

  @Test func `waiting calls run in order of arrival`() throws {
    let process = SmallProcess()
    let order = try process.run { context in
      let options = Bulkhead.Options(concurrency: 1, queue: 5, longestWait: .seconds(60))
      let bulkhead = Bulkhead(context, named: "one", options)
      var order: [Int] = []
      _ = try await context.concurrently(
        (0..<6).map { number in
          {
            try await bulkhead.run(CallScope()) { _ throws(RPCError) in
              order.append(number)
              _ = try? await context.clock.sleep(for: .seconds(1))
            }
          }
        })
      return order
    }
    #expect(order == [0, 1, 2, 3, 4, 5])
    #expect(process.now == at(6000))
  }

  @Test func `work whose caller has left is never started`() throws {
    let process = process(delay: .seconds(5))
    let endings = try process.run { context in
      let options = Bulkhead.Options(concurrency: 1, queue: 9, longestWait: .seconds(60))
      let bulkhead = Bulkhead(context, named: "one", options)
      let first = context.tasks.spawn("first") { _ = await Ending.of(bulkhead, context) }
      try await context.clock.sleep(for: .seconds(1))
      let impatient = CallScope(deadline: Deadline(at(3000)))
      let late = try await pings(3, bulkhead, context, impatient)
      #expect(context.clock.now == at(3000))
      #expect(bulkhead.waiting == 0)
      try await first.join()
      return late
    }
    #expect(endings == Array(repeating: .failed(.resourceExhausted), count: 3))
    #expect(process.transport.count(of: Ping.self) == 1)
  }

  @Test func `calls that are cancelled while waiting or running leave nothing behind`() throws {
    let process = process(delay: .seconds(5))
    try process.run { context in
      let options = Bulkhead.Options(concurrency: 2, queue: 4, longestWait: .seconds(60))
      let bulkhead = Bulkhead(context, named: "two", options)
      let tasks = (0..<6).map { number in
        context.tasks.spawn("call \(number)") { _ = await Ending.of(bulkhead, context) }
      }
      try await context.clock.sleep(for: .seconds(1))
      #expect(bulkhead.running == 2 && bulkhead.waiting == 4)
      for index in [0, 3, 4] { tasks[index].cancel() }
      try await context.clock.sleep(for: .milliseconds(1))
      #expect(bulkhead.running == 2 && bulkhead.waiting == 1)
      for task in tasks { try await task.join() }
      #expect(bulkhead.running == 0 && bulkhead.waiting == 0)
    }
  }

  @Test func `a slot given to a call that is cancelled in the same instant is not lost`() throws {
    let process = process(delay: .seconds(1))
    try process.run { context in
      let options = Bulkhead.Options(concurrency: 1, queue: 4, longestWait: .seconds(60))
      let bulkhead = Bulkhead(context, named: "one", options)
      var second: (any SpawnedTask)?
      let first = context.tasks.spawn("first") {
        _ = await Ending.of(bulkhead, context)
        second?.cancel()
      }
      second = context.tasks.spawn("second") { _ = await Ending.of(bulkhead, context) }
      try await first.join()
      try await second?.join()
      #expect(bulkhead.running == 0 && bulkhead.waiting == 0)
      #expect(await Ending.of(bulkhead, context) == .done)
    }
    #expect(process.transport.count(of: Ping.self) == 2)
  }

  @Test func `a call that waits for its own bulkhead is refused after the longest wait`() throws {
    let process = SmallProcess()
    let ending = try process.run { context in
      let options = Bulkhead.Options(concurrency: 1, queue: 5, longestWait: .seconds(2))
      let bulkhead = Bulkhead(context, named: "one", options)
      return await Ending.of(ResiliencePipeline([bulkhead, bulkhead]), context)
    }
    #expect(ending == .failed(.resourceExhausted))
    #expect(process.now == at(2000))
  }

  @Test func `exhausting one bulkhead leaves another as it was`() throws {
    for neighbours in [0, 20] {
      let process = process(delay: .seconds(1))
      let finished = try process.run { context in
        let busy = Bulkhead(context, named: "reports", .calls)
        let quiet = Bulkhead(context, named: "checkout", .calls)
        for _ in 0..<neighbours {
          context.tasks.spawn("report") { _ = await Ending.of(busy, context) }
        }
        let results = try await pings(10, quiet, context)
        #expect(results.allSatisfy { $0 == .done })
        return context.clock.now
      }
      #expect(finished == at(1000))
    }
  }
}
