import Engine
import Exploration
import Harness

/// One scenario under one seed with every fault at every point, and what came of it.
struct Exhaustion {
  /// One run and what went wrong in it.
  struct Attempt {
    /// What was to go wrong.
    let faults: [PointFault]
    /// What came of it.
    let result: RunResult

    /// Whether everything happened that was to go wrong; of two the first may prevent the second.
    var isReached: Bool { result.struck.allSatisfy { $0 } }
    /// Whether it is known that every law held.
    var isHeld: Bool { result.failure == nil && result.doubt == nil }
  }

  /// The run without any of these faults.
  let base: ScenarioSweep
  /// The same with everything kept; nothing where it broke a law or was not made.
  var record: RunRecord?
  /// How many faults there are at the points of the good run.
  var faultCount = 0
  /// The runs with one fault each.
  var singles: ScenarioSweep?
  /// The runs with two faults each.
  var pairs: ScenarioSweep?
  /// How many pairs were left out because nothing follows from both in common.
  var unrelatedPairs = 0
  /// How many runs other searches took, where they were asked; the first is the search itself.
  var comparison: [SearchEffort] = []
  /// The command that runs one of them again.
  let replay: ReplayCommand
  /// The seed.
  let seed: Seed

  /// Where the scenario stands.
  var path: String { base.path }
  /// Why there was nothing to try, if there was not: the run breaks a law by itself.
  var baseFailure: RunFailure? { base.results.first?.failure }
  /// Why the run by itself could not be decided, if it could not.
  var baseDoubt: String? { base.results.first?.doubt }

  /// The runs of a sweep with what was tried in each.
  private static func attempts(_ sweep: ScenarioSweep?) -> [Attempt] {
    guard let sweep, let points = sweep.section.job.points else { return [] }
    return sweep.results.map { Attempt(faults: points[Int($0.position)], result: $0) }
  }

  /// The runs with one fault.
  var singleAttempts: [Attempt] { Exhaustion.attempts(singles) }
  /// The runs with two faults.
  var pairAttempts: [Attempt] { Exhaustion.attempts(pairs) }
  /// All runs in order.
  var attempts: [Attempt] { singleAttempts + pairAttempts }

  /// Whether every run was made that was asked for.
  var isComplete: Bool {
    [base, singles, pairs].compactMap { $0?.end }.allSatisfy { $0 == .complete }
      && base.runs > 0
  }

  /// How it ends for the caller.
  var code: ExitCode {
    let tried = attempts
    if baseFailure != nil || tried.contains(where: { $0.result.failure != nil }) {
      return .violated
    }
    let isProven = isComplete && record != nil && tried.allSatisfy(\.isHeld)
    return isProven ? .success : .undecided
  }
}

/// How many runs a search took to break a law.
struct SearchEffort {
  /// What it tries.
  let name: String
  /// The run that broke one, from one on; nothing when none did.
  let found: Int?
  /// How many runs it made at most.
  let runs: Int
}

/// A row of a certificate: faults of one kind and what came of them.
struct ExhaustionRow {
  /// What they are.
  let title: String
  /// How many there are.
  let planned: Int
  /// How many of them were tried.
  private(set) var runs = 0
  /// In how many every law held.
  private(set) var held = 0
  /// In how many a law broke.
  private(set) var broken = 0
  /// In how many it could not be decided.
  private(set) var undecided = 0
  /// In how many not everything happened that was to go wrong.
  private(set) var unreached = 0

  init(_ title: String, planned: Int) {
    self.title = title
    self.planned = planned
  }

  mutating func add(_ attempt: Exhaustion.Attempt) {
    runs += 1
    if attempt.result.failure != nil {
      broken += 1
    } else if attempt.result.doubt != nil {
      undecided += 1
    } else {
      held += 1
    }
    if !attempt.isReached { unreached += 1 }
  }
}

extension Exhaustion {
  /// What was tried, a row for each kind of fault and one for the pairs.
  var rows: [ExhaustionRow] {
    let planned = singles?.section.job.points ?? []
    var rows: [ExhaustionRow] = []
    for kind in PointFaultKind.allCases {
      let count = planned.count { $0.first.map(PointFaultKind.init) == kind }
      if count == 0 { continue }
      var row = ExhaustionRow(kind.rawValue, planned: count)
      for attempt in singleAttempts where attempt.faults.first.map(PointFaultKind.init) == kind {
        row.add(attempt)
      }
      rows.append(row)
    }
    if let pairs {
      var row = ExhaustionRow("two of these", planned: Int(pairs.section.job.count))
      for attempt in pairAttempts { row.add(attempt) }
      rows.append(row)
    }
    return rows
  }
}
