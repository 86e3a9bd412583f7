import Primitives
import Resilience
import ServiceRuntime
import TestSupport
import Testing

@Suite struct FeatureFlagTests {
  private let options = FeatureFlag.Options(
    offAt: .percent(50), onAt: .percent(10), calm: .seconds(30))

  /// Feeds percentages, ten seconds apart, and says whether the feature is on after each.
  private func states(_ percentages: [UInt64]) -> [Bool] {
    var machine = FeatureFlagStateMachine(options)
    return percentages.enumerated().map { index, percentage in
      machine.observe(.percent(percentage), at: at(Int64(index) * 10_000))
      return machine.isOn
    }
  }

  @Test func `it goes off at once and returns only after a time of calm`() {
    #expect(states([49, 50, 10, 10, 10, 10]) == [true, false, false, false, false, true])
    #expect(states([60, 0, 0, 11, 0, 0, 0, 0]).dropLast().allSatisfy { !$0 })
    #expect(states([60, 0, 0, 0, 0]).last == true)
  }

  @Test func `between the thresholds it stays as it is`() {
    #expect(states([30, 30, 30, 30, 30]).allSatisfy { $0 })
    #expect(states([60, 30, 30, 30, 30]).allSatisfy { !$0 })
  }

  @Test func `a person's decision prevails until it is taken back`() {
    var machine = FeatureFlagStateMachine(options)
    machine.decision = false
    machine.observe(.zero, at: .zero)
    #expect(!machine.isOn)
    machine.decision = true
    machine.observe(.one, at: at(1))
    #expect(machine.isOn)
    machine.decision = nil
    #expect(!machine.isOn)
  }

  @Test func `a feature that is off makes no call`() throws {
    let process = SmallProcess()
    process.transport.answer(Ping.self) { _ in Done() }
    let endings = try process.run { context in
      let flag = FeatureFlag(context, named: "reviews", options)
      let on = await Ending.of(flag, context)
      flag.observe(.one)
      return [on, await Ending.of(flag, context)]
    }
    #expect(endings == [.done, .failed(.unavailable)])
    #expect(process.transport.count(of: Ping.self) == 1)
    #expect(process.telemetry.counter("feature-flag.off") == 1)
  }
}
