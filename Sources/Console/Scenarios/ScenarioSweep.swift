import Checking
import Engine
import Exploration
import Harness
import Primitives

/// One scenario under many seeds, and what came of it.
struct ScenarioSweep {
  /// Where the scenario stands, the runs that are wanted of it, and when they are enough.
  let section: SweepSection
  /// What the runs so far came to.
  private(set) var tally: SweepTally
  /// What each run came to; kept of a single run and of runs that try points.
  private(set) var results: [RunResult] = []
  /// Why the sweep ended; nothing while it goes on.
  var end: SectionEnd?

  /// The law that is enough when it is broken once, by its place among the scenario's laws.
  private let wanted: Int?
  /// Whether that law was broken.
  private(set) var hasFoundWanted = false

  /// A sweep that has not begun.
  ///
  /// - Parameter property: the law that ends the sweep when it is broken.
  init(_ section: SweepSection, until property: String? = nil) {
    self.section = section
    tally = section.job.emptyTally
    wanted = property.flatMap { id in section.job.runner.laws.firstIndex { $0.id == id } }
  }

  /// A scenario whose seeds are chosen later, one by one.
  init(path: String, document: ScenarioDocument, system: SystemUnderTest) {
    let runner = ScenarioRunner(document, system: system)
    self.init(
      SweepSection(
        path: path, job: SweepJob(runner, SeedList(document.scenario.search.seeds)),
        stopAfter: nil, budget: nil))
  }

  /// Whether it is of a failure that is kept.
  var isRegression: Bool {
    path.hasSuffix(ScenarioFiles.reproSuffix) || scenario.tags.contains(Regressions.tag)
  }

  /// Takes in what one more seed came to; says whether more are wanted.
  mutating func add(_ result: RunResult) -> Bool {
    tally.add(result)
    if let wanted, result.laws.indices.contains(wanted), result.laws[wanted] == .violated {
      hasFoundWanted = true
    }
    if section.job.points != nil || section.job.count == 1 { results.append(result) }
    return !isSated
  }

  /// Whether as many failures were found as were asked for.
  var isSated: Bool {
    if hasFoundWanted { return true }
    return section.stopAfter.map { tally.violationCount >= $0 } ?? false
  }

  /// Where the scenario stands.
  var path: String { section.path }
  /// The scenario with the first alternative of each choice.
  var scenario: Scenario { section.job.scenario }
  /// The seeds that were run.
  var runs: Int { tally.runs }
  /// The seeds under which a law was broken, the first thousand of them.
  var violations: [Seed] { tally.violations }
  /// How many seeds broke a law.
  var violationCount: Int { tally.violationCount }
  /// How many events all runs had together.
  var events: Int { tally.events }
  /// The digest of the only run, or of all runs taken together in order.
  var digest: DigestWords { tally.digest }
  /// The planned faults that struck under no seed.
  var faultsThatNeverStruck: [String] { tally.faultsThatNeverStruck }
  /// The fields whose values are left out, and how many values were met in all runs.
  var redacted: [RedactedField] {
    zip(scenario.record.redact, tally.redacted).map(RedactedField.init)
  }
  /// The laws that were never decided.
  var lawsNeverLookedAt: [String] { tally.lawsNeverDecided }
  /// How the sweep ends.
  var ending: SweepEnding { tally.ending }

  /// How its runs are carried out in this process, which laws that trapped must not bring down.
  var options: ScenarioRunner.Options {
    var options = section.job.options
    options.withheld = tally.trappingLaws
    return options
  }

  /// Runs a seed again with everything kept.
  func fullRecord(_ seed: Seed, _ options: ScenarioRunner.Options) -> RunRecord {
    var options = options
    options.level = .full
    return section.job.runner.run(seed, options)
  }

  /// Runs the seed that stands for a group of failures again, with everything kept.
  ///
  /// A run that brings down its process is not run again, and where the scenario keeps verdicts only
  /// nothing more is kept of any.
  func fullRecord(of group: FailureGroup) -> RunRecord? {
    guard !group.failure.isCrash else { return nil }
    return scenario.record.level == .verdict
      ? section.job.runner.run(group.seed, options) : fullRecord(group.seed, options)
  }

  /// Why a law was not decided under the first seed; nothing where runs bring down their process.
  func doubt(about law: String) -> String? {
    guard tally.crashCount == 0 else { return nil }
    let seed = section.job.seeds.seed(at: 0)
    let record = quickRecord(seed, options)
    guard let report = record.reports.first(where: { $0.id == law }),
      case .undecided(let reason) = report.verdict
    else { return nil }
    return "under seed \(seed): \(reason)"
  }

  /// Why a fault did not strike under the first seed; nothing where runs bring down their process.
  func silence(of fault: String) -> String? {
    guard tally.crashCount == 0 else { return nil }
    let seed = section.job.seeds.seed(at: 0)
    return quickRecord(seed, options).silence(of: fault).map { "under seed \(seed) \($0)" }
  }

  /// Runs a seed again with verdicts only.
  func quickRecord(_ seed: Seed, _ options: ScenarioRunner.Options) -> RunRecord {
    var options = options
    options.level = .digest
    return section.job.runner.run(seed, options)
  }
}

extension SweepEnding {
  /// The exit code that stands for it.
  var exitCode: ExitCode {
    switch self {
    case .asExpected: .success
    case .violated, .fixed, .changed, .unreached: .violated
    case .undecided: .undecided
    case .nothingRan: .nothingRan
    }
  }
}
