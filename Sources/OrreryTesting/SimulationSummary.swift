import Engine
import Exploration
public import Harness
import Primitives
public import Testing

/// What the runs of a test came to.
public struct SimulationSummary: Hashable, Sendable {
  /// How many seeds were run.
  public let runs: Int
  /// How many of them broke a law.
  public let violated: Int
  /// How many distinct causes that had.
  public let causes: Int
  /// The fingerprint of everything that happened in all runs; the same for the same seeds.
  public let digest: String

  init(_ tally: SweepTally) {
    runs = tally.runs
    violated = tally.violationCount
    causes = tally.groups.count
    digest = tally.digest.description
  }
}

/// Runs a scenario of a team's own system under many seeds, and records what breaks its laws.
///
/// Each distinct cause becomes one issue of the test. Its message tells the law, what was expected
/// and seen, the story, and the command that runs the same seed again; a page with the whole run
/// is attached. A cause that the scenario expects is no issue, and one that it expects in vain is.
///
/// `ORRERY_SEEDS`, `ORRERY_SEED`, `ORRERY_BUDGET` and `ORRERY_SHARD` overrule what the test asks
/// for; `ORRERY_OUT` names a folder that reports are written to besides being attached. The runs
/// are made in the process of the test: code that traps ends it, as in any other test.
///
/// - Parameters:
///   - seeds: the seeds to run; those that the scenario names when absent.
/// - Returns: what the runs came to, for tests that want to know more.
/// - Throws: ``ScenarioMistake`` for a scenario that cannot be run.
@discardableResult
public func simulate(
  _ system: HostedSystem, _ scenario: ScenarioSource, seeds: ClosedRange<UInt64>? = nil,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> SimulationSummary {
  let environment = try TestEnvironment()
  let document = try scenario.document(for: system.underTest)
  let search = document.scenario.search
  let selection = environment.seeds ?? seeds.map { SeedSelection($0) } ?? search.seeds
  let job = SweepJob(
    ScenarioRunner(document, system: system.underTest),
    SeedList(selection, shard: environment.shard), swarm: search.strategy == .swarm)
  var tally = job.emptyTally
  let end = environment.budget.map { TestEnvironment.now + $0 }
  let ending = job.makeRuns(isOver: { end.map { TestEnvironment.now > $0 } ?? false }) { result in
    tally.add(result)
    return search.stopAfter.map { tally.violationCount < $0 } ?? true
  }
  let report = IssueReport(job, path: scenario.path, environment, sourceLocation)
  report.record(tally, wasCutShort: ending == .budget)
  return SimulationSummary(tally)
}
