package import Checking
package import Engine
package import Harness
package import Primitives

/// What the runs of a scenario came to together, taken in one by one in the order of the seeds.
///
/// Whoever takes in the same results in the same order holds the same tally, however many
/// processes and machines made them. It keeps at most a thousand of anything, so that its size
/// does not grow with the number of runs.
package struct SweepTally: Sendable {
  /// What is expected of the runs.
  package let expectation: ScenarioExpectation
  /// What each law came to.
  package private(set) var laws: [LawTally]
  /// The planned faults, in the order of the scenario.
  package let faults: [String]
  /// What differed between the runs, and what came of it.
  package private(set) var coverage: SweepCoverage
  /// How many runs there were.
  package private(set) var runs = 0
  /// How many events they had together.
  package private(set) var events = 0
  /// How many messages they had together.
  package private(set) var messages: UInt64 = 0
  /// How many runs broke a law or brought down their process.
  package private(set) var violationCount = 0
  /// How many runs brought down their process.
  package private(set) var crashCount = 0
  /// How many runs ended in another way than the scenario expects.
  package private(set) var surpriseCount = 0
  /// The first thousand seeds that broke a law.
  package private(set) var violations: [Seed] = []
  /// The first thousand seeds whose outcome was not the expected one.
  package private(set) var surprises: [(seed: Seed, outcome: ExpectationOutcome)] = []
  /// Failures that have a cause in common, in the order in which they were first seen.
  package private(set) var groups = OrderedDictionary<FailureSignature, FailureGroup>()
  /// How many failures belong to none of the groups that are kept.
  package private(set) var ungroupedCount = 0
  /// How many values of each field to be left out were met, in the order of the scenario.
  package private(set) var redacted: [Int] = []
  private var hasUnexpectedViolation = false
  private var hasMissingViolation = false
  private var firstDoubt: String?
  private var firstChange: String?
  private let warnings: [String]
  private var first: DigestWords?
  private var chain = Digest()

  private static let most = 1000

  /// A tally of no runs, for a scenario with these laws and planned faults.
  ///
  /// - Parameter warnings: the laws that only warn.
  package init(
    expecting expectation: ScenarioExpectation, laws: [(id: String, kind: PropertyKind)],
    faults: [String], warnings: [String] = []
  ) {
    self.expectation = expectation
    self.warnings = warnings
    self.laws = laws.map { LawTally(id: $0.id, kind: $0.kind) }
    self.faults = faults
    coverage = SweepCoverage(faults: faults.count)
  }

  /// Takes in the next result.
  package mutating func add(_ result: RunResult) {
    runs += 1
    events += result.events
    messages += result.messages
    first = first ?? result.digest
    chain.combine(result.digest.high)
    chain.combine(result.digest.low)
    for (index, outcome) in result.laws.prefix(laws.count).enumerated() {
      laws[index].add(outcome)
    }
    for (index, count) in result.redacted.enumerated() {
      if redacted.count == index { redacted.append(0) }
      redacted[index] += count
    }
    coverage.add(result)
    let outcome = outcome(of: result)
    if let failure = result.failure { add(failure, of: result, isSurprise: !outcome.isGood) }
    if !outcome.isGood { add(outcome, result.seed) }
  }

  private mutating func add(_ failure: RunFailure, of result: RunResult, isSurprise: Bool) {
    violationCount += 1
    if failure.isCrash { crashCount += 1 }
    if violations.count < SweepTally.most { violations.append(result.seed) }
    if groups[failure.signature] == nil, groups.count == SweepTally.most {
      ungroupedCount += 1
      return
    }
    groups[failure.signature, default: FailureGroup(failure, result)]
      .add(failure, result, isSurprise: isSurprise)
  }

  private mutating func add(_ outcome: ExpectationOutcome, _ seed: Seed) {
    surpriseCount += 1
    if surprises.count < SweepTally.most { surprises.append((seed, outcome)) }
    switch outcome {
    case .asExpected: break
    case .unexpectedViolation: hasUnexpectedViolation = true
    case .missingViolation: hasMissingViolation = true
    case .otherRun(let expected, let found):
      firstChange = firstChange ?? "the digest is \(found), the scenario states \(expected)"
    case .undecided(let reason): firstDoubt = firstDoubt ?? reason
    }
  }

  /// Whether a result is what the scenario expects; a run that brought down its process never is.
  ///
  /// The same answer as that of a record, from what is kept of it.
  package func outcome(of result: RunResult) -> ExpectationOutcome {
    if result.failure?.isCrash == true { return .unexpectedViolation }
    let isBroken = result.failure != nil
    var isWanted = isBroken
    if let property = expectation.property {
      // A rare state counts as missed in each run that does not reach it.
      isWanted = zip(laws, result.laws).contains { law, outcome in
        law.id == property
          && (outcome == .violated || law.kind == .sometimes && outcome == .undecided)
      }
    }
    return expectation.outcome(
      seed: result.seed, digest: result.digest.description, isWanted: isWanted,
      isBroken: isBroken, doubt: result.doubt)
  }

  /// The fingerprint of the only run, or of all runs taken together in order.
  package var digest: DigestWords {
    if runs == 1, let first { return first }
    let words = chain.words
    return DigestWords(high: words.high, low: words.low)
  }

  /// The planned faults that struck under no seed.
  package var faultsThatNeverStruck: [String] {
    runs == 0 ? [] : zip(faults, coverage.faults).filter { $0.1.runs == 0 }.map(\.0)
  }

  /// The laws that were decided under no seed.
  package var lawsNeverDecided: [String] {
    runs == 0 ? [] : laws.filter { $0.held == 0 && $0.violated == 0 }.map(\.id)
  }

  /// The laws that brought down the process of some run, with the reason to leave them out.
  package var trappingLaws: OrderedDictionary<String, String> {
    let trapping = laws.filter { $0.trapped > 0 }.map { law in
      (law.id, "the law '\(law.id)' trapped in \(law.trapped) of \(law.runs) runs")
    }
    return OrderedDictionary(uniqueKeysWithValues: trapping)
  }

  /// The groups as a person wants to read them: surprises first, then the most frequent.
  package var groupsByWeight: [FailureGroup] {
    groups.values.sorted { left, right in
      if left.isSurprise != right.isSurprise { return left.isSurprise }
      if left.count != right.count { return left.count > right.count }
      return left.firstPosition < right.firstPosition
    }
  }

  /// The rare states that some run looked for and none reached.
  package var unreached: [String] {
    laws.filter { law in
      law.kind == .sometimes && law.held == 0 && law.undecided > 0 && !warnings.contains(law.id)
    }.map(\.id)
  }

  /// How the sweep ends.
  package var ending: SweepEnding {
    if runs == 0 { return .nothingRan }
    let isMissed = expectation.verdict == .sometimesViolated && violationCount == 0
    if hasUnexpectedViolation { return .violated }
    if let firstChange { return .changed(firstChange) }
    if expectation.verdict == .holds, let rare = unreached.first { return .unreached(rare) }
    if hasMissingViolation || isMissed { return .fixed }
    if let firstDoubt { return .undecided(firstDoubt) }
    return .asExpected
  }
}

/// How a scenario's sweep ends.
package enum SweepEnding: Hashable, Sendable {
  /// Every run was as the scenario expects.
  case asExpected
  /// A law was broken that should hold.
  case violated
  /// A law held that should be broken: perhaps the fault is mended.
  case fixed
  /// A run was another one than the scenario states.
  case changed(String)
  /// A rare state was reached in no run.
  case unreached(String)
  /// Some runs could not be decided, for the first reason that was given.
  case undecided(String)
  /// No seed was selected.
  case nothingRan
}

/// The judgement on one law over many runs, as numbers.
package struct LawTally: Hashable, Sendable {
  /// The law's id.
  package let id: String
  /// When it is looked at.
  package let kind: PropertyKind
  /// The number of runs that were judged.
  package private(set) var runs = 0
  /// The number of runs in which it held or was reached.
  package private(set) var held = 0
  /// The number of runs in which it was broken.
  package private(set) var violated = 0
  /// The number of runs in which it was looked at and not decided.
  package private(set) var undecided = 0
  /// The number of runs whose process it brought down; they count among those not decided.
  package private(set) var trapped = 0

  init(id: String, kind: PropertyKind) {
    self.id = id
    self.kind = kind
  }

  mutating func add(_ outcome: LawOutcome) {
    runs += 1
    switch outcome {
    case .held: held += 1
    case .violated: violated += 1
    case .undecided: undecided += 1
    case .trapped:
      undecided += 1
      trapped += 1
    case .unseen: break
    }
  }
}

/// Failures with one signature, and the one that stands for them.
///
/// The shortest run stands for them all, and of equally short ones the first: it is the one that
/// a person understands soonest.
package struct FailureGroup: Hashable, Sendable {
  /// What they have in common.
  package let signature: FailureSignature
  /// How many there are.
  package private(set) var count = 0
  /// The place in the list of seeds of the first one.
  package let firstPosition: UInt64
  /// The seed that stands for them.
  package private(set) var seed: Seed
  /// How many events its run had; nothing for a run that brought down its process.
  package private(set) var events: Int
  /// What was broken in it.
  package private(set) var failure: RunFailure
  /// What its seed decided before the run, as JSON; empty where it decided nothing.
  package private(set) var drawn: String
  /// Whether one of them was not expected.
  package private(set) var isSurprise = false

  init(_ failure: RunFailure, _ result: RunResult) {
    signature = failure.signature
    firstPosition = result.position
    seed = result.seed
    events = result.events
    self.failure = failure
    drawn = result.drawn
  }

  mutating func add(_ failure: RunFailure, _ result: RunResult, isSurprise: Bool) {
    count += 1
    self.isSurprise = self.isSurprise || isSurprise
    guard result.events < events else { return }
    seed = result.seed
    events = result.events
    self.failure = failure
    drawn = result.drawn
  }
}
