import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct AdaptiveTimeoutTests {
  private let options = AdaptiveTimeout.Options(
    percentile: .percent(90), margin: Ratio(3, 2), between: .milliseconds(10),
    and: .seconds(10), samples: 20, minimumSamples: 5)

  private func machine(_ milliseconds: [Int]) -> AdaptiveTimeoutStateMachine {
    var machine = AdaptiveTimeoutStateMachine(options)
    for latency in milliseconds { machine.observe(.milliseconds(latency)) }
    return machine
  }

  @Test func `it is the longest limit until enough is known`() {
    #expect(machine([1, 1, 1, 1]).limit == .seconds(10))
    #expect(machine([1, 1, 1, 1, 100]).limit == .milliseconds(150))
  }

  @Test func `it is the percentile times the margin, between its bounds`() {
    #expect(machine(Array(1...20)).percentile == .milliseconds(18))
    #expect(machine(Array((1...20).reversed())).limit == .milliseconds(27))
    #expect(machine([1, 1, 1, 1, 1]).limit == .milliseconds(10))
    #expect(machine(Array(repeating: 9000, count: 9)).limit == .seconds(10))
  }

  @Test func `it forgets the oldest latencies and agrees with sorting`() {
    var latencies: [Int] = []
    var machine = AdaptiveTimeoutStateMachine(options)
    for number in 0..<200 {
      let latency = number * 7919 % 101
      latencies.append(latency)
      machine.observe(.milliseconds(latency))
      let recent = latencies.suffix(20).sorted()
      let rank = (recent.count * 9 + 9) / 10
      #expect(machine.percentile == .milliseconds(recent[rank - 1]))
      #expect(machine.count == recent.count)
    }
  }

  @Test func `a target that becomes slow raises the limit instead of being given up for ever`()
    throws
  {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    let fates = Array(repeating: ScriptedTransport.Fate.delayReply(.milliseconds(100)), count: 20)
    let slow = Array(repeating: ScriptedTransport.Fate.delayReply(.milliseconds(400)), count: 40)
    process.transport.script(Ping.self, fates + slow)
    try process.run { context in
      let timeout = AdaptiveTimeout(context, options)
      for _ in 0..<20 { #expect(await Ending.of(timeout, context) == .done) }
      #expect(timeout.limit == .milliseconds(150))
      #expect(await Ending.of(timeout, context) == .failed(.deadlineExceeded))
      for _ in 0..<30 { _ = await Ending.of(timeout, context) }
      #expect(await Ending.of(timeout, context) == .done)
      #expect(timeout.limit >= .milliseconds(400))
    }
  }
}
