import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct ResiliencePipelineTests {
  /// A protection that writes down when it is entered and left.
  private final class Marker: Protection {
    let kind = ProtectionKind.pipeline
    private let name: String
    private let note: (String) -> Void

    init(_ name: String, _ note: @escaping (String) -> Void) {
      self.name = name
      self.note = note
    }

    func run<Value>(
      _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
    ) async throws(RPCError) -> Value {
      note("into \(name)")
      defer { note("out of \(name)") }
      return try await body(scope)
    }
  }

  @Test func `the first protection is the outermost`() throws {
    let notes = try SmallProcess().run { context in
      var notes: [String] = []
      let pipeline = ResiliencePipeline(["a", "b"].map { Marker($0) { notes.append($0) } })
      try await pipeline.run(CallScope()) { _ throws(RPCError) in notes.append("call") }
      return notes
    }
    #expect(notes == ["into a", "into b", "call", "out of b", "out of a"])
  }

  @Test func `a pipeline without protections makes the call`() throws {
    let number = try SmallProcess().run { _ in
      try await ResiliencePipeline([]).run(CallScope()) { _ throws(RPCError) in 7 }
    }
    #expect(number == 7)
  }

  @Test func `the usual order can be read off`() {
    let context = SmallProcess().context
    let plain = ResiliencePipeline.standard(context, to: "target")
    #expect(plain.description == "timeout > retry > circuit-breaker > timeout > bulkhead")
    let limited = ResiliencePipeline.standard(context, to: "target", .init(rate: .address))
    #expect(
      limited.description
        == "timeout > retry > circuit-breaker > rate-limiter > timeout > bulkhead")
  }

  @Test func `a breaker inside a retry counts attempts, outside it counts calls`() throws {
    for (isInside, calls) in [(true, 2), (false, 5)] {
      let process = SmallProcess()
      process.transport.answer(Ping.self) { _ in Done() }
      process.transport.script(Ping.self, Array(repeating: .fail(Failures.down), count: 99))
      let made = try process.run { context in
        let breaker = CircuitBreaker(context, for: "target", .consecutive)
        let retry = Retry(context, .call)
        let pipeline = ResiliencePipeline(isInside ? [retry, breaker] : [breaker, retry])
        var made = 0
        while breaker.state == .closed {
          _ = await Ending.of(pipeline, context)
          made += 1
        }
        return made
      }
      #expect(made == calls)
    }
  }

  @Test func `an open circuit ends the retry at once`() throws {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    process.transport.script(Ping.self, Array(repeating: .fail(Failures.down), count: 99))
    try process.run { context in
      let pipeline = ResiliencePipeline.standard(
        context, to: "target", .init(breaker: .consecutive))
      _ = await Ending.of(pipeline, context)
      let start = context.clock.now
      _ = await Ending.of(pipeline, context)
      #expect(context.clock.now == start + .seconds(3))
      _ = await Ending.of(pipeline, context)
      #expect(context.clock.now == start + .seconds(3))
    }
    #expect(process.transport.count(of: Ping.self) == 5)
  }

  @Test func `a refusal after an attempt that may have happened is not taken for certain`() throws {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    process.transport.script(Ping.self, [.loseReply, .fail(Failures.down)])
    let error = try process.run { context -> RPCError? in
      let pipeline = ResiliencePipeline.standard(
        context, to: "target",
        .init(
          perAttempt: .seconds(1), retry: .init(attempts: 2, backoff: Retry.Options.call.backoff)))
      do throws(RPCError) {
        try await ping(pipeline, context, CallScope(metadata: Metadata(idempotencyKey: "k")))
        return nil
      } catch {
        return error
      }
    }
    #expect(error?.code == .unavailable)
    #expect(error?.certainty == .indefinite)
  }

  @Test func `hung trials do not keep the circuit half-open when attempts are limited`() throws {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    process.transport.script(Ping.self, Array(repeating: .loseRequest, count: 8))
    let endings = try process.run { context in
      let breaker = CircuitBreaker(context, for: "target", .windowed)
      let pipeline = ResiliencePipeline([breaker, Timeout(context, .seconds(5))])
      for _ in 0..<5 { _ = await Ending.of(pipeline, context) }
      try await context.clock.sleep(for: .seconds(10))
      _ = try await context.concurrently(
        (0..<3).map { _ in { await Ending.of(pipeline, context) } })
      let afterTrials = breaker.state
      try await context.clock.sleep(for: .seconds(10))
      for _ in 0..<3 { _ = await Ending.of(pipeline, context) }
      return [afterTrials, breaker.state]
    }
    #expect(endings == [.open, .closed])
  }
}
