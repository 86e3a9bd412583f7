import Checking
import Engine
import Harness
import ShopSimulation
import Testing

@Suite struct BrokerTests {
  private static let scenarios = Project.scenarios.filter { $0.hasPrefix("Scenarios/Brokers/") }

  @Test func `every broker scenario ends as it expects, and none of its faults is idle`() throws {
    #expect(BrokerTests.scenarios.count >= 6)
    for path in BrokerTests.scenarios {
      let document = try #require(try Project.reading(path).document)
      let runner = ScenarioRunner(document, system: ShopSystem.system)
      for seed in 1...5 as ClosedRange<UInt64> {
        let record = runner.run(Seed(seed))
        let broken = record.reports.filter(\.verdict.isViolated).map(\.id)
        #expect(
          broken == (document.scenario.expect.property.map { [$0] } ?? []), "\(path) seed \(seed)")
        #expect(record.deadFaults.isEmpty, "\(path) seed \(seed)")
        #expect(record.reports.allSatisfy { $0.verdict.isViolated || $0.verdict == .holds }, "\(path) seed \(seed)")
      }
    }
  }
}
