import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct LoadShedderTests {
  private let options = LoadShedder.Options(target: .milliseconds(100), interval: .seconds(1))

  /// Feeds a least wait for each interval and says the level after each.
  private func levels(_ waits: [Int64?]) -> [Int] {
    var machine = LoadShedderStateMachine(options)
    _ = machine.admits(.normal, at: .zero)
    return waits.enumerated().map { index, wait in
      let start = Int64(index) * 1000
      if let wait {
        machine.observe(waited: .milliseconds(wait), at: at(start + 500))
        machine.observe(waited: .milliseconds(wait + 700), at: at(start + 600))
      }
      _ = machine.admits(.critical, at: at(start + 1000))
      return machine.level
    }
  }

  @Test func `each interval that stood turns away one class more, each calm one lets it back`() {
    #expect(levels([50, 101, 101, 101, 101, 101]) == [0, 1, 2, 3, 3, 3])
    #expect(levels([500, 500, 500, 50, 50, 50, 50]) == [1, 2, 3, 2, 1, 0, 0])
    #expect(levels([100, 100]) == [0, 0])
    #expect(levels([500, nil, 500, nil]) == [1, 0, 1, 0])
  }

  @Test func `a long wait in an interval that also had a short one turns nobody away`() {
    var machine = LoadShedderStateMachine(options)
    for (millisecond, wait) in [(0, 900), (300, 900), (600, 5), (900, 900)] as [(Int64, Int64)] {
      machine.observe(waited: .milliseconds(wait), at: at(millisecond))
    }
    let admitted = Priority.allCases.allSatisfy { machine.admits($0, at: at(1000)) }
    #expect(admitted)
  }

  @Test func `the lowest classes go first and critical calls never`() {
    for level in 0...3 {
      var machine = LoadShedderStateMachine(options)
      _ = machine.admits(.normal, at: .zero)
      for second in 0..<Int64(level) {
        machine.observe(waited: .seconds(1), at: at(second * 1000 + 1))
      }
      let now = at(Int64(level) * 1000)
      let admitted = Priority.allCases.filter { machine.admits($0, at: now) }
      #expect(admitted == Array(Priority.allCases.dropFirst(level)))
      #expect(admitted.contains(.critical))
    }
  }

  @Test func `a long quiet time lets everybody back`() {
    var machine = LoadShedderStateMachine(options)
    for second in 0..<5 as Range<Int64> {
      machine.observe(waited: .seconds(1), at: at(second * 1000 + 1))
    }
    let admitted = machine.admits(.background, at: at(60_000))
    #expect(admitted)
    #expect(machine.level == 0)
  }

  @Test func `a full bulkhead makes it turn optional calls away while critical ones go on`() throws
  {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    process.transport.script(
      Ping.self, Array(repeating: .delayReply(.milliseconds(500)), count: 99))
    try process.run { context in
      let shedder = LoadShedder(context, options)
      let bulkhead = Bulkhead(
        context, named: "work",
        Bulkhead.Options(concurrency: 1, queue: 50, longestWait: .seconds(60)),
        reportingTo: shedder)
      let pipeline = ResiliencePipeline([shedder, bulkhead])
      for _ in 0..<20 { context.tasks.spawn("load") { _ = await Ending.of(pipeline, context) } }
      try await context.clock.sleep(for: .milliseconds(4100))
      let refused = await Ending.of(pipeline, context, CallScope(priority: .optional))
      #expect(refused == .failed(.unavailable))
      let critical = await Ending.of(pipeline, context, CallScope(priority: .critical))
      #expect(critical == .done)
    }
    #expect(process.telemetry.counter("load-shedder.refused") == 1)
  }
}
