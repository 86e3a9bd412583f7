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

  /// The runs of a scenario over seeds.
  package init(
    _ runner: ScenarioRunner, _ seeds: SeedList, policy: SchedulingPolicy = .arrivalOrder,
    swarm: Bool = false
  ) {
    self.runner = runner
    self.seeds = seeds
    self.policy = policy
    self.swarm = swarm
  }

  /// The scenario.
  package var scenario: Scenario { runner.document.scenario }

  /// How its runs are carried out.
  package var options: ScenarioRunner.Options {
    var options = ScenarioRunner.Options()
    options.policy = policy
    options.swarm = swarm
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
      "job", policy.description, swarm ? "swarm" : "single", seeds.shard.description, seeds.text,
      scenario.name, runner.document.line,
    ].joined(separator: "\t")
  }

  /// The job that a line describes; nothing when it describes none.
  init?(line: some StringProtocol, system: SystemUnderTest) {
    let parts = line.split(separator: "\t", maxSplits: 6, omittingEmptySubsequences: false)
    guard parts.count == 7, parts[0] == "job", let policy = SchedulingPolicy(parts[1]),
      let shard = Shard(parts[3]), let selection = try? SeedSelection(String(parts[4])),
      let document = ScenarioDocument.reading(
        line: parts[6], name: String(parts[5]), for: system)
    else { return nil }
    self.init(
      ScenarioRunner(document, system: system), SeedList(selection, shard: shard),
      policy: policy, swarm: parts[2] == "swarm")
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
  func result(of number: UInt64) -> RunResult {
    let position = job.seeds.position(of: number)
    let record = job.runner.run(job.seeds.seed(at: position), options)
    if job.swarm, options.choices == nil, case .priorityChange(let change) = record.policy {
      // What one run has learnt the others need not learn again.
      options.choices = change.steps
    }
    return RunResult(record, position: position, laws: laws, faults: faults)
  }
}
