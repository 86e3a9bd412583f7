import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct CallScopeTests {
  @Test func `a call made while serving another keeps its deadline and metadata`() throws {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    let metadata = Metadata(idempotencyKey: "order-1", client: "ann")
    let served = TypedCall(
      Ping(), to: "here", deadline: Deadline(at(700)), metadata: metadata)
    try process.run { context in
      let scope = CallScope(serving: IncomingCall(served))
      try await ping(ResiliencePipeline.standard(context, to: "target"), context, scope)
    }
    #expect(process.transport.calls.map(\.deadline) == [Deadline(at(700))])
    #expect(process.transport.calls.map(\.metadata) == [metadata])
  }

  @Test func `only a key or the caller's word makes a request repeatable`() {
    #expect(!CallScope().isRepeatable)
    #expect(!CallScope(metadata: Metadata(idempotencyKey: "")).isRepeatable)
    #expect(CallScope(metadata: Metadata(idempotencyKey: "k")).isRepeatable)
    #expect(CallScope(isIdempotent: true).isRepeatable)
  }

  @Test func `a protection shortens the deadline of the scope that it passes on`() throws {
    let deadlines = try SmallProcess().run { context in
      let pipeline = ResiliencePipeline([
        Timeout(context, .seconds(9)), Timeout(context, .seconds(3)), Timeout(context, .seconds(5)),
      ])
      return try await [pipeline.run(CallScope()) { scope throws(RPCError) in scope.deadline }]
    }
    #expect(deadlines == [Deadline(at(3000))])
  }
}
