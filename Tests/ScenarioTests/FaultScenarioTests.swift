import Checking
import Engine
import Harness
import ShopSimulation
import Testing

@Suite struct FaultScenarioTests {
  private static let scenarios = Project.scenarios.filter {
    $0.hasPrefix("Scenarios/Brokers/") || $0.hasPrefix("Scenarios/Faults/")
  }

  @Test func `every scenario about a fault ends as it expects, and no fault in it is idle`() throws
  {
    #expect(FaultScenarioTests.scenarios.count >= 8)
    for path in FaultScenarioTests.scenarios {
      let document = try #require(try Project.reading(path).document)
      let runner = ScenarioRunner(document, system: ShopSystem.system)
      let expected = document.scenario.expect.property.map { [$0] } ?? []
      var courses: Set<[String]> = []
      let isSometimes = document.scenario.expect.verdict == .sometimesViolated
      for seed in 1...(isSometimes ? 20 : 5) as ClosedRange<UInt64> {
        let record = runner.run(Seed(seed))
        courses.insert(record.reports.filter(\.verdict.isViolated).map(\.id))
        #expect(record.deadFaults.isEmpty, "\(path) seed \(seed)")
        #expect(
          record.reports.allSatisfy { $0.verdict.isViolated || $0.verdict == .holds },
          "\(path) seed \(seed)")
      }
      switch document.scenario.expect.verdict {
      case .holds, .violated: #expect(courses == [expected], "\(path)")
      case .sometimesViolated:
        // What else is broken follows from the law that is expected to be: never without it.
        #expect(courses.contains([]) && courses.count > 1, "\(path)")
        #expect(courses.allSatisfy { $0.isEmpty || $0.contains(expected[0]) }, "\(path)")
      }
    }
  }
}
