import Checking
import Engine
import Harness
import Primitives
import Synchronization
import Testing

/// One scenario under some seeds: what each law came to, and what nothing was seen of.
struct ScenarioCoverage {
  /// A law and in how many runs it was kept and broken.
  struct Law {
    let id: String
    let source: String
    let documentation: String
    var held = 0
    var broken = 0
  }

  /// The laws in the order of the scenario.
  private(set) var laws: [Law] = []
  /// The seeds whose runs came out as the scenario does not expect.
  private(set) var surprises: [Seed] = []
  /// The planned faults that struck under no seed.
  private(set) var deadFaults: [String] = []
  /// How many runs broke a law.
  private(set) var brokenRuns = 0
  /// What the scenario expects.
  let expectation: ScenarioExpectation
  /// The kinds of services that it runs.
  let kinds: Set<String>

  /// What was made before, so that a scenario that several tests look at is run once.
  private static let known = Mutex<[String: ScenarioCoverage]>([:])

  /// A scenario under the seeds 1 to 20.
  static func underTwentySeeds(_ path: String) throws -> ScenarioCoverage {
    if let earlier = known.withLock({ $0[path] }) { return earlier }
    let coverage = try ScenarioCoverage(path, seeds: 1...20)
    known.withLock { $0[path] = coverage }
    return coverage
  }

  init(_ path: String, seeds: ClosedRange<UInt64>) throws {
    let runner = try Project.runner(path)
    expectation = runner.document.scenario.expect
    kinds = Set(runner.document.scenario.services.map(\.value.kind))
    for seed in seeds { add(runner.run(Seed(seed)), isFirst: seed == seeds.lowerBound) }
  }

  private mutating func add(_ record: RunRecord, isFirst: Bool) {
    if isFirst {
      laws = record.reports.map {
        Law(id: $0.id, source: $0.source, documentation: $0.documentation)
      }
    }
    for (index, report) in record.reports.enumerated() {
      switch report.verdict {
      case .holds: laws[index].held += 1
      case .violated: laws[index].broken += 1
      case .undecided: break
      }
    }
    let dead = record.deadFaults
    deadFaults = isFirst ? dead : deadFaults.filter { dead.contains($0) }
    if record.firstViolation != nil { brokenRuns += 1 }
    if !record.scenario.expect.outcome(of: record).isGood { surprises.append(record.seed) }
  }
}
