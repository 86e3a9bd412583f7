package import Engine
package import Harness
import Primitives

/// A scenario and the runs that are wanted of it, such that another process can make them.
package struct SweepJob: Sendable {
  /// Makes the runs.
  package let runner: ScenarioRunner
  /// Which seeds.
  package let seeds: SeedList
  /// Which ready task goes next.
  package let policy: SchedulingPolicy
  /// Whether each seed draws its own part of faults, sizes and policies.
  package let swarm: Bool
  /// Where faults come from that are not at points.
  package let faults: FaultSource
  /// Whether faults go on in the first half of the calm at the end.
  package var faultsOutlastWork = false
  /// Planned faults that are left out, by their ids.
  package var without: Set<String> = []
  /// What goes wrong besides in each run of the first seed; a run for each seed when absent.
  package let points: [[PointFault]]?

  /// The runs of a scenario over seeds.
  package init(
    _ runner: ScenarioRunner, _ seeds: SeedList, policy: SchedulingPolicy = .arrivalOrder,
    swarm: Bool = false, faults: FaultSource = .scenario
  ) {
    self.init(runner, seeds, policy, swarm: swarm, faults: faults, points: nil)
  }

  /// The runs of a scenario under one seed, each with something else going wrong at points of it.
  package init(
    _ runner: ScenarioRunner, _ seed: Seed, trying points: [[PointFault]],
    policy: SchedulingPolicy = .arrivalOrder, faults: FaultSource = .scenario
  ) {
    self.init(
      runner, SeedList(SeedSelection(seed.value...seed.value)), policy, swarm: false,
      faults: faults, points: points)
  }

  private init(
    _ runner: ScenarioRunner, _ seeds: SeedList, _ policy: SchedulingPolicy, swarm: Bool,
    faults: FaultSource, points: [[PointFault]]?
  ) {
    self.runner = runner
    self.seeds = seeds
    self.policy = policy
    self.swarm = swarm
    self.faults = faults
    self.points = points
  }

  /// How many runs there are.
  package var count: UInt64 { points.map { UInt64($0.count) } ?? seeds.count }

  /// The position of a run in the whole list, for a run counted within the job's shard.
  package func position(of number: UInt64) -> UInt64 {
    points == nil ? seeds.position(of: number) : number
  }

  /// The seed of the run at a position of the whole list.
  package func seed(at position: UInt64) -> Seed {
    seeds.seed(at: points == nil ? position : 0)
  }

  /// The scenario.
  package var scenario: Scenario { runner.document.scenario }

  /// How its runs are carried out.
  package var options: ScenarioRunner.Options {
    var options = ScenarioRunner.Options()
    options.policy = policy
    options.swarm = swarm
    options.faults = faults
    options.faultsOutlastWork = faultsOutlastWork
    options.without = without
    options.machine = .real
    return options
  }

  /// A tally for its runs.
  package var emptyTally: SweepTally {
    SweepTally(
      expecting: scenario.expect, laws: runner.laws, faults: scenario.allFaults.map(\.id),
      warnings: scenario.properties.filter { $0.severity == .warning }.map(\.id))
  }

  /// The job as one line, without its line end, for a worker.
  var line: String {
    [
      "job", policy.description, swarm ? "swarm" : "single",
      faults.rawValue + (faultsOutlastWork ? SweepJob.outlasting : ""),
      points.map(SweepJob.text) ?? "-", without.sorted().joined(separator: ","),
      seeds.shard.description, seeds.text, scenario.name, runner.document.line,
    ].joined(separator: "\t")
  }

  /// The job that a line describes; nothing when it describes none.
  init?(line: some StringProtocol, system: SystemUnderTest) {
    let parts = line.split(separator: "\t", maxSplits: 9, omittingEmptySubsequences: false)
    guard parts.count == 10, parts[0] == "job", let policy = SchedulingPolicy(parts[1]),
      let faults = FaultSource(
        rawValue: String(parts[3].split(separator: "+", maxSplits: 1)[0])),
      let shard = Shard(parts[6]), let selection = try? SeedSelection(String(parts[7])),
      let document = ScenarioDocument.reading(
        line: parts[9], name: String(parts[8]), for: system)
    else { return nil }
    let points = parts[4] == "-" ? nil : SweepJob.points(parts[4])
    if points == nil, parts[4] != "-" { return nil }
    self.init(
      ScenarioRunner(document, system: system), SeedList(selection, shard: shard), policy,
      swarm: parts[2] == "swarm", faults: faults, points: points)
    faultsOutlastWork = parts[3].hasSuffix(SweepJob.outlasting)
    without = Set(parts[5].split(separator: "," as Character).map { String($0) })
  }

  private static let outlasting = "+calm"

  /// The points of all runs as one word of a line.
  static func text(_ points: [[PointFault]]) -> String {
    points.map { PointFaultNotation.text($0) }.joined(separator: ";")
  }

  private static func points(_ text: some StringProtocol) -> [[PointFault]]? {
    var runs: [[PointFault]] = []
    for part in text.split(separator: ";") {
      guard let faults = try? PointFaultNotation.parse(String(part)) else { return nil }
      runs.append(faults)
    }
    return runs
  }
}

/// Makes the runs of a job one after the other in this process.
final class SeedRunner {
  let job: SweepJob
  private let laws: [String]
  private let faults: [String]
  private var options: ScenarioRunner.Options

  init(_ job: SweepJob, onStall: (@Sendable (Escape) -> Void)?) {
    self.job = job
    laws = job.runner.laws.map(\.id)
    faults = job.scenario.allFaults.map(\.id)
    var options = job.options
    options.onStall = onStall
    self.options = options
  }

  /// What the run of a number comes to, counted from zero within the job's shard.
  ///
  /// - Parameter withheld: laws that are not looked at, with the reason.
  func result(
    of number: UInt64, withholding withheld: OrderedDictionary<String, String> = [:]
  ) -> RunResult {
    options.withheld = withheld
    var result = result(of: number)
    result.note(trapped: withheld.keys, among: laws)
    return result
  }

  private func result(of number: UInt64) -> RunResult {
    let position = job.position(of: number)
    guard let points = job.points else {
      let record = job.runner.run(job.seed(at: position), options)
      if job.swarm, options.choices == nil, case .priorityChange(let change) = record.policy {
        // What one run has learnt the others need not learn again.
        options.choices = change.steps
      }
      return RunResult(record, position: position, laws: laws, faults: faults)
    }
    var options = options
    options.points = points[Int(number)]
    let record = job.runner.run(job.seed(at: position), options)
    return RunResult(
      record, position: position, laws: laws, faults: options.points.indices.map(PointFault.id))
  }
}
