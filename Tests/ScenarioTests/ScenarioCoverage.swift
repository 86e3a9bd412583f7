import Checking
import Dispatch
import Engine
import Harness
import Primitives
import Synchronization
import Testing

/// One scenario under some seeds: what each law came to, and what nothing was seen of.
struct ScenarioCoverage: Sendable {
  /// A law and in how many runs it was kept and broken.
  struct Law: Sendable {
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
  /// The digest of the run of each seed.
  private(set) var digests: [Digest] = []
  /// Which laws the run of each seed broke.
  private(set) var broken: [[String]] = []
  /// What the scenario expects.
  let expectation: ScenarioExpectation
  /// The kinds of services that it runs.
  let kinds: Set<String>

  /// The seeds under which every scenario is run once for all tests together.
  static let seeds = 1...20 as ClosedRange<UInt64>

  /// What every scenario of the repository came to, found out by whoever asks first.
  private static let every: [String: Result<ScenarioCoverage, any Error>] = {
    let found = Mutex<[String: Result<ScenarioCoverage, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: Project.scenarios.count) { index in
      let path = Project.scenarios[index]
      let coverage = Result { try ScenarioCoverage(path) }
      found.withLock { $0[path] = coverage }
    }
    return found.withLock { $0 }
  }()

  /// What a scenario of the repository came to under the seeds 1 to 20.
  static func of(_ path: String) throws -> ScenarioCoverage {
    try #require(every[path], "\(path)").get()
  }

  private init(_ path: String) throws {
    let runner = try Project.runner(path)
    expectation = runner.document.scenario.expect
    kinds = Set(runner.document.scenario.services.map(\.value.kind))
    for seed in Self.seeds {
      add(runner.run(Seed(seed)), isFirst: seed == Self.seeds.lowerBound)
    }
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
    digests.append(record.digest)
    broken.append(record.reports.filter(\.verdict.isViolated).map(\.id))
    let dead = record.deadFaults
    deadFaults = isFirst ? dead : deadFaults.filter { dead.contains($0) }
    if record.firstViolation != nil { brokenRuns += 1 }
    if !record.scenario.expect.outcome(of: record).isGood { surprises.append(record.seed) }
  }
}
