import Checking
import Engine
import Harness
import ShopSimulation
import Testing

/// The hazards and their remedies: each comes out as it says, and each law is worth having.
@Suite struct HazardTests {
  private static let hazards = Project.scenarios.filter { $0.hasPrefix("Scenarios/Hazards/") }

  @Test func `every hazard has naive variants and remedies, more than twenty-five of each in all`()
    throws
  {
    var holding = 0
    var breaking = 0
    for path in Self.hazards {
      let expectation = try #require(try Project.reading(path).scenario).expect
      if expectation.verdict == .holds {
        holding += 1
      } else {
        breaking += 1
        // What breaks must say which law it breaks, or it may break for another reason.
        #expect(expectation.property != nil, "\(path)")
      }
    }
    #expect(holding > 25)
    #expect(breaking > 25)
  }

  @Test func `every hazard comes out as it says, and no fault and no law of it is dead`() throws {
    for path in Self.hazards {
      let coverage = try ScenarioCoverage.of(path)
      let surprises = coverage.surprises.prefix(3).map { "orrery replay \(path) --seed \($0)" }
      #expect(surprises.isEmpty, "\(surprises)")
      #expect(coverage.deadFaults.isEmpty, "\(path): \(coverage.deadFaults) never struck")
      let dead = coverage.laws.filter { $0.held == 0 && $0.broken == 0 }.map(\.id)
      #expect(dead.isEmpty, "\(path): \(dead) were never decided")
      guard coverage.expectation.verdict == .sometimesViolated else { continue }
      #expect(coverage.brokenRuns > 0, "\(path) breaks under none of \(ScenarioCoverage.seeds)")
    }
  }

  @Test func `every law of the hazards is broken by one scenario and holds in another`() throws {
    var broken: Set<String> = []
    var held: Set<String> = []
    for path in Self.hazards {
      let coverage = try ScenarioCoverage.of(path)
      guard coverage.kinds.contains("Warehouse") else { continue }
      for law in coverage.laws {
        if law.broken > 0 { broken.insert(law.id) }
        if law.broken == 0, law.held > 0 { held.insert(law.id) }
      }
    }
    let laws = broken.union(held)
    #expect(laws.count >= 20)
    #expect(laws.subtracting(broken).isEmpty, "no scenario breaks \(laws.subtracting(broken))")
    #expect(laws.subtracting(held).isEmpty, "\(laws.subtracting(held)) hold nowhere")
  }

  @Test func `no remedy breaks under faults that nobody planned`() throws {
    for path in Self.hazards {
      let scenario = try #require(try Project.reading(path).scenario)
      guard scenario.expect.verdict == .holds else { continue }
      let runner = try RoughVariant.runner(of: path)
      for seed in 1...10 as ClosedRange<UInt64> {
        let record = runner.run(Seed(seed))
        // How soon an answer comes is no promise where the desk itself may be down.
        let broken = record.reports.filter { $0.verdict.isViolated && $0.id != "answered-in-time" }
          .map(\.id)
        #expect(broken.isEmpty, "\(path) under rough faults, seed \(seed): \(broken)")
      }
    }
  }

  @Test func `a sweep of the hazards ends with a matrix of remedies`() throws {
    let ending = try OrreryCommand.run(
      "orrery run Scenarios/Hazards/phantom-stock Scenarios/Hazards/vanishing-response --seeds 1..10"
    )
    #expect(ending.code == 0)
    let breaking = try #require(ending.lines.first { $0.hasPrefix("what breaks") })
    #expect(breaking.hasSuffix("phantom-stock  vanishing-response"))
    let unguarded = try #require(ending.lines.first { $0.hasPrefix("unguarded ") })
    #expect(unguarded.contains("10/10 @1"))
    let keyed = try #require(ending.lines.first { $0.hasPrefix("idempotency-key ") })
    #expect(keyed.ranges(of: "holds").count == 2)
  }
}
