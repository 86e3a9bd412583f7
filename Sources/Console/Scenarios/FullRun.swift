import Checking
import Engine
import Exploration
import Harness
import Primitives
import Reporting

/// One run with everything kept, as the verbs that tell about a run need it.
struct FullRun {
  /// The file's path.
  let path: String
  /// The run.
  let record: RunRecord
  /// The command that runs it again.
  let replay: String
  private let sweep: ScenarioSweep
  private let options: ScenarioRunner.Options

  /// How many seeds are tried for a failure when no seed is named.
  private static let mostTries: UInt64 = 1000

  /// The run that a command's arguments name; nothing when the file has mistakes, which are told.
  ///
  /// Without a seed it is the first of the scenario's seeds that breaks a law.
  init?(
    _ path: String, _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) throws(CommandError) {
    guard let run = try NamedRun(path, arguments, terminal, system) else { return nil }
    self.init(run)
    PointFaults.warn(about: options.points, in: record, terminal)
  }

  /// The run that a command names, or the first of its scenario's seeds that breaks a law.
  init(_ run: NamedRun) {
    path = run.path
    options = run.options
    sweep = run.sweep
    let seed = run.seed ?? FullRun.firstFailure(sweep, run.document.scenario, run.options)
    record = sweep.fullRecord(seed, run.options)
    replay = run.replay().text(run.path, seed)
  }

  /// A run that a sweep has found, or one that was made with other options.
  init(
    _ sweep: ScenarioSweep, _ record: RunRecord, _ options: ScenarioRunner.Options? = nil,
    replay: String
  ) {
    path = sweep.path
    self.sweep = sweep
    self.record = record
    self.replay = replay
    self.options = options ?? sweep.options
  }

  /// The first seed under which a law is broken, or the first seed where there is none.
  static func firstFailure(
    _ sweep: ScenarioSweep, _ scenario: Scenario, _ options: ScenarioRunner.Options
  ) -> Seed {
    var first: Seed?
    var tries: UInt64 = 0
    for number in scenario.search.seeds.seeds(drawing: { 1 }) {
      let seed = Seed(number)
      first = first ?? seed
      tries += 1
      if tries > mostTries || Interruption.exitCode != nil { break }
      if sweep.quickRecord(seed, options).firstViolation != nil { return seed }
    }
    return first ?? 1
  }

  /// The same run without some of its faults.
  func rerun(without ids: Set<String>) -> RunRecord {
    var options = options
    options.without.formUnion(ids)
    return sweep.quickRecord(record.seed, options)
  }

  /// The same run without some of its faults, everything kept.
  func fullRerun(without ids: Set<String>) -> RunRecord {
    var options = options
    options.without.formUnion(ids)
    return sweep.fullRecord(record.seed, options)
  }

  /// The run of another seed, everything kept.
  func fullRun(of seed: Seed) -> RunRecord {
    sweep.fullRecord(seed, options)
  }

  /// How likely the failure was at instants of the run; nothing where none is asked for.
  func odds(_ explanation: Explanation, continuations: Int) -> FailureOdds? {
    guard continuations > 0 else { return nil }
    return FailureOdds(explanation, continuations: continuations) { renewal in
      var options = options
      options.renewal = renewal
      return sweep.quickRecord(record.seed, options)
    }
  }

  /// Why the run broke a law; nothing when it broke none.
  func explanation() -> Explanation? {
    Explanation(record) { rerun(without: $0) }
  }
}

/// The faults at points that a command adds to a run.
enum PointFaults {
  /// Says which of them did not happen: a name may be wrong, or the code has changed.
  static func warn(about faults: [PointFault], in record: RunRecord, _ terminal: Terminal) {
    for (index, fault) in faults.enumerated() {
      let tally = record.faultCounts.first { $0.id == PointFault.id(index) }
      if tally.map({ $0.count == 0 }) ?? true {
        terminal.warn("--with: '\(fault)' did not happen: the run comes to no such point")
      }
    }
  }
}

/// The faults of a scenario as `--without` names them.
enum ScenarioFaults {
  /// A fault that is not there cannot be left out; it was probably spelt another way.
  static func check(_ without: [String], of scenario: Scenario) throws(CommandError) {
    let known = scenario.allFaults.map(\.id)
    // What chaos draws is named only once a run has been made.
    for name in without where !known.contains(name) && scenario.chaos == nil {
      let nearest = Suggestion.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
      throw CommandError(
        .usage, "--without: the scenario has no fault '\(name)'",
        hint: nearest ?? (known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))")
      )
    }
  }
}
