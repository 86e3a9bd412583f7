import Checking
import Engine
import Harness
import Primitives
import Reporting

/// One scenario under many seeds, and what came of it.
struct ScenarioSweep {
  /// Where the scenario stands.
  let path: String
  /// The scenario with the first alternative of each choice.
  let scenario: Scenario
  private let runner: ScenarioRunner

  /// The seeds that were run.
  private(set) var runs = 0
  /// The seeds under which a law was broken, the first thousand of them.
  private(set) var violations: [Seed] = []
  /// How many seeds broke a law.
  private(set) var violationCount = 0
  /// The seeds whose outcome is not the expected one, the first thousand of them.
  private(set) var surprises: [(seed: Seed, outcome: ExpectationOutcome)] = []
  /// What each law came to over all seeds.
  private(set) var tallies = OrderedDictionary<String, PropertyTally>()
  /// How many events all runs had together.
  private(set) var events = 0
  /// The digest of the only run, or of all runs taken together in order.
  private(set) var digest = Digest()
  private var deadFaults: OrderedSet<String>?

  init(path: String, document: ScenarioDocument, system: SystemUnderTest) {
    self.path = path
    scenario = document.scenario
    runner = ScenarioRunner(document, system: system)
  }

  /// Runs one more seed.
  mutating func run(_ seed: Seed, _ options: ScenarioRunner.Options) {
    let record = runner.run(seed, options)
    runs += 1
    events += record.eventCount
    digest = runs == 1 ? record.digest : digest.followed(by: record.digest)
    for report in record.reports {
      tallies[report.id, default: PropertyTally(for: report)].add(report)
    }
    if record.firstViolation != nil {
      violationCount += 1
      if violations.count < 1000 { violations.append(seed) }
    }
    let dead = OrderedSet(record.deadFaults)
    deadFaults = deadFaults.map { known in OrderedSet(known.filter { dead.contains($0) }) } ?? dead
    let outcome = record.scenario.expect.outcome(of: record)
    if !outcome.isGood, surprises.count < 1000 { surprises.append((seed, outcome)) }
  }

  /// A policy with its parameters learnt from the scenario.
  func settled(_ policy: SchedulingPolicy) -> SchedulingPolicy { runner.settled(policy) }

  /// Runs a seed again with everything kept.
  func fullRecord(_ seed: Seed, _ options: ScenarioRunner.Options) -> RunRecord {
    var options = options
    options.level = .full
    return runner.run(seed, options)
  }

  /// The planned faults that struck under no seed.
  var faultsThatNeverStruck: [String] { deadFaults.map(Array.init) ?? [] }

  /// The laws that were never looked at.
  var lawsNeverLookedAt: [String] {
    tallies.filter { $0.value.held == 0 && $0.value.violated == 0 }.map(\.key)
  }

  /// How the sweep ends.
  var ending: ScenarioEnding {
    if runs == 0 { return .nothingRan }
    let isMissed =
      scenario.expect.verdict == .sometimesViolated && violationCount == 0
    if surprises.contains(where: { $0.outcome == .unexpectedViolation }) { return .violated }
    if surprises.contains(where: { $0.outcome.isMissingViolation }) || isMissed { return .fixed }
    if let first = surprises.first, case .undecided(let reason) = first.outcome {
      return .undecided(reason)
    }
    return .asExpected
  }
}

/// How a scenario's sweep ends.
enum ScenarioEnding: Equatable {
  /// Every run was as the scenario expects.
  case asExpected
  /// A law was broken that should hold.
  case violated
  /// A law held that should be broken: perhaps the fault is mended.
  case fixed
  /// Some runs could not be decided.
  case undecided(String)
  /// No seed was selected.
  case nothingRan

  /// The exit code that stands for it.
  var exitCode: ExitCode {
    switch self {
    case .asExpected: .success
    case .violated, .fixed: .violated
    case .undecided: .undecided
    case .nothingRan: .nothingRan
    }
  }
}

extension ExpectationOutcome {
  /// Whether a law held that should be broken.
  var isMissingViolation: Bool {
    if case .missingViolation = self { return true }
    return false
  }
}

extension Digest {
  /// The digest of two things, one after the other.
  func followed(by other: Digest) -> Digest {
    var both = self
    both.combine(other.words.high)
    both.combine(other.words.low)
    return both
  }
}
