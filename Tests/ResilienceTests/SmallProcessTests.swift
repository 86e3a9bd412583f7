import Engine
import Primitives
import ServiceRuntime
import TestSupport
import Testing

@Suite struct SmallProcessTests {
  @Test func `a call is answered by the scripted code`() throws {
    let process = SmallProcess()
    var seen = 0
    process.transport.answer(Ping.self) { _ in
      seen += 1
      return Done()
    }
    _ = try process.run { context in try await context.call(Ping(), to: "target") }
    #expect(seen == 1)
  }
}
