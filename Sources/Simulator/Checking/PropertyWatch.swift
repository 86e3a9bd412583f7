import Primitives

/// What a monitor remembers about one law.
struct PropertyWatch {
  let kind: PropertyKind
  /// How often the law was evaluated to a finding or a breakdown.
  private(set) var looks = 0
  /// How many of those findings said something about the state.
  private(set) var findings = 0
  /// When a `sometimes` was first reached.
  private(set) var reached: Instant?
  private var violation: Evidence?
  private var breakdown: String?
  private var debts: OrderedDictionary<String, Debt> = [:]
  /// What stands for all debts, where the law keeps them itself; then there are none here.
  private var oldest: OldestDebt?

  init(kind: PropertyKind) { self.kind = kind }

  /// Whether further looks can change nothing.
  var isDecided: Bool { violation != nil || reached != nil || breakdown != nil }

  /// When the first of the open debts falls due.
  var earliestDeadline: Instant? {
    guard !isDecided else { return nil }
    if let oldest, case .eventually(let span) = kind { return oldest.since + span }
    return debts.isEmpty ? nil : debts.values.lazy.map(\.deadline).min()
  }

  /// Takes in one finding.
  mutating func take(
    _ finding: Finding, _ instant: Instant, _ event: Int, _ location: () -> String
  ) {
    looks += 1
    if case .notApplicable = finding {} else { findings += 1 }
    switch kind {
    case .always, .never, .atEnd, .afterQuiescence:
      guard case .broken(let expected, let seen, let because) = finding.withoutDebts else { return }
      violation = Evidence(
        expected: expected, seen: seen, when: instant, location: location(), because: because,
        events: [event])
    case .sometimes:
      if finding.withoutDebts == .satisfied { reached = instant }
    case .eventually(let span):
      takeDebts(of: finding, due: instant + span, event, location)
    }
  }

  /// Adds looks that found the law kept and changed nothing else.
  mutating func addKept(_ count: Int) {
    looks += count
    findings += count
  }

  /// Notes that the evaluation threw; what it would have said is unknown from here on.
  mutating func breakDown(_ error: any Error, _ instant: Instant) {
    looks += 1
    breakdown = "the check broke down at \(instant): \(error)"
  }

  /// Turns debts that were due before an instant into a violation, the one due first.
  mutating func expire(before instant: Instant) {
    guard !isDecided else { return }
    if let oldest, case .eventually(let span) = kind, oldest.since + span >= instant { return }
    writeOldest()
    guard let due = debts.values.min(by: { $0.deadline < $1.deadline }) else { return }
    guard due.deadline < instant, case .eventually(let span) = kind else { return }
    violation = Evidence(
      expected: "\(due.expected) within \(span.rounded)", seen: due.seen, when: due.deadline,
      location: due.location,
      because: due.because + ["it has been so since \(due.deadline - span)"], events: [due.event])
  }

  /// The judgement as the run ends.
  func verdict(isComplete: Bool) -> Verdict {
    if let violation { return .violated(violation) }
    if let breakdown { return .undecided(reason: breakdown) }
    if kind == .sometimes {
      return reached != nil
        ? .holds : .undecided(reason: "not reached in this run, in \(looks) looks")
    }
    guard findings > 0 else { return .undecided(reason: silence(isComplete: isComplete)) }
    guard let debt = oldest.flatMap(debt(of:)) ?? debts.values.first else { return .holds }
    return .undecided(reason: "the run ended before \(debt.deadline), when '\(debt.seen)' is due")
  }

  private func silence(isComplete: Bool) -> String {
    if looks > 0 { return "none of \(looks) looks found a state that the law speaks of" }
    switch kind {
    case .atEnd: return isComplete ? "it was never looked at" : "the run was cut short"
    case .afterQuiescence: return "the system never came to rest"
    case .always, .never, .eventually, .sometimes:
      return "it was never looked at: nothing that it reads has changed"
    }
  }

  private mutating func takeDebts(
    of finding: Finding, due deadline: Instant, _ event: Int, _ location: () -> String
  ) {
    switch finding {
    case .satisfied, .notApplicable:
      oldest = nil
      if !debts.isEmpty { debts = [:] }
    case .broken(let expected, let seen, let because):
      writeOldest()
      guard debts.isEmpty else { return }
      debts[""] = Debt(
        deadline: deadline, event: event, location: location(), expected: expected, seen: seen,
        because: because)
    case .owingSince(let debt):
      // The debt that falls due first stands for all; the others are kept by the law.
      oldest = debt
      if !debts.isEmpty { debts = [:] }
    case .owing(let names):
      writeOldest()
      guard names != debts.keys else { return }
      var open: OrderedDictionary<String, Debt> = [:]
      for name in names {
        open[name] =
          debts[name]
          ?? Debt(
            deadline: deadline, event: event, location: location(), expected: "\(name) is settled",
            seen: "\(name) is still owed", because: [])
      }
      debts = open
    }
  }

  /// Puts the debt that stands for all among the debts.
  private mutating func writeOldest() {
    guard let oldest, let debt = debt(of: oldest) else { return }
    debts = [oldest.name: debt]
    self.oldest = nil
  }

  private func debt(of oldest: OldestDebt) -> Debt? {
    guard case .eventually(let span) = kind else { return nil }
    return Debt(
      deadline: oldest.since + span, event: oldest.event, location: oldest.location,
      expected: "\(oldest.name) is settled", seen: "\(oldest.name) is still owed", because: [])
  }

  /// A breach that must be over by its deadline.
  private struct Debt {
    let deadline: Instant
    let event: Int
    let location: String
    let expected: String
    let seen: String
    let because: [String]
  }
}
