import Checking
import Engine
import Harness
import Primitives
import ShopSimulation
import Testing

@Suite struct ScenarioFileTests {
  @Test func `every scenario reads without a mistake`() throws {
    #expect(Project.scenarios.count >= 3)
    for path in Project.scenarios {
      let reading = try Project.reading(path)
      #expect(reading.scenario != nil, "\(path)")
      #expect(reading.diagnostics.isEmpty, "\(path): \(reading.diagnostics.map(\.message))")
    }
  }

  @Test func `every scenario has a name and a title of its own`() throws {
    let scenarios = try Project.scenarios.compactMap { try Project.reading($0).scenario }
    #expect(Set(scenarios.map(\.name)).count == scenarios.count)
    #expect(Set(scenarios.compactMap(\.title)).count == scenarios.count)
  }

  @Test func `every scenario is the same after being written and read again`() throws {
    for path in Project.scenarios {
      let scenario = try #require(try Project.reading(path).scenario)
      let text = ScenarioWriter.text(scenario)
      let reader = ScenarioReader(vocabulary: ShopSystem.system.vocabulary)
      let again = reader.read(path: path, bytes: Array(text.utf8))
      #expect(again.scenario == scenario, "\(path)")
      #expect(again.scenario.map(ScenarioWriter.text) == text, "\(path)")
    }
  }

  @Test func `every scenario comes out as it expects under several seeds`() throws {
    for path in Project.scenarios {
      let surprises = try ScenarioCoverage.of(path).surprises.map { replay(path, $0.value) }
      #expect(surprises.isEmpty)
    }
  }

  @Test func `a crash between commit and reply takes the stock twice under every seed`() throws {
    let path = "Scenarios/Hazards/double-deduction/unguarded.jsonc"
    let runner = try Project.runner(path)
    for seed in 1...1000 as ClosedRange<UInt64> {
      let record = runner.run(Seed(seed))
      #expect(record.firstViolation?.id == "deducted-at-most-once", "\(replay(path, seed))")
      #expect(record.deadFaults.isEmpty, "\(replay(path, seed))")
    }
  }

  @Test func `a stored key takes the stock once under every seed of the same crash`() throws {
    let path = "Scenarios/Hazards/double-deduction/idempotency-key.jsonc"
    let runner = try Project.runner(path)
    for seed in 1...1000 as ClosedRange<UInt64> {
      let record = runner.run(Seed(seed))
      #expect(record.firstViolation == nil, "\(replay(path, seed))")
      // Without the crash the key would have had nothing to do.
      #expect(record.deadFaults.isEmpty, "\(replay(path, seed))")
    }
  }

  private func replay(_ path: String, _ seed: UInt64) -> String {
    "orrery replay \(path) --seed \(seed)"
  }
}
