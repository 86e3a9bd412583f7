import Engine
import Harness
import ShopSimulation
import Testing

/// Chaos written out as faults.
@Suite struct ExplicitScenarioTests {
  @Test func `what chaos draws, written down and read back, is the same run`() throws {
    for path in Project.scenarios where path.hasSuffix("/hunt.jsonc") {
      let runner = try Project.runner(path)
      // The runs of sagas are long.
      let count: UInt64 = path.contains("/Sagas/") ? 1 : 8
      for number in 1...count {
        let seed = Seed(number)
        let explicit = runner.explicit(seed)
        #expect(explicit.unwritten == 0, "\(path), seed \(seed)")
        let reading = explicit.scenario.written(for: ShopSystem.system)
        let document = try #require(reading.document, "\(reading.diagnostics.map(\.message))")
        let again = ScenarioRunner(document, system: ShopSystem.system).run(seed)
        #expect(again.digest == runner.run(seed).digest, "\(path), seed \(seed)")
      }
    }
  }
}
