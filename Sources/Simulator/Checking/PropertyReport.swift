package import Primitives

/// The judgement on one law in one run.
package struct PropertyReport: Equatable, Sendable {
  /// The law's id.
  package let id: String
  /// When it was looked at.
  package let kind: PropertyKind
  /// The law in a sentence.
  package let documentation: String
  /// Where the law comes from.
  package let source: String
  /// The judgement.
  package let verdict: Verdict
  /// How often it was evaluated.
  package let looks: Int
  /// When a `sometimes` was first reached.
  package let reached: Instant?
  /// The form of the law as scenario files name it, such as `linearizable`.
  package let form: String
  /// Whether a breach is only told and leaves the run's verdict as it is.
  package let isWarning: Bool
  /// The points behind a law about figures, one plot for each figure.
  package let plots: [Plot]

  /// A report of the given parts.
  package init(
    id: String, kind: PropertyKind, documentation: String, source: String, verdict: Verdict,
    looks: Int, reached: Instant? = nil, form: String? = nil, isWarning: Bool = false,
    plots: [Plot] = []
  ) {
    self.id = id
    self.kind = kind
    self.documentation = documentation
    self.source = source
    self.verdict = verdict
    self.looks = looks
    self.reached = reached
    self.form = form ?? kind.word
    self.isWarning = isWarning
    self.plots = plots
  }

  /// The same report with another form and weight.
  package func stated(as form: String, isWarning: Bool) -> PropertyReport {
    PropertyReport(
      id: id, kind: kind, documentation: documentation, source: source, verdict: verdict,
      looks: looks, reached: reached, form: form, isWarning: isWarning, plots: plots)
  }

  /// The same report with every text of its verdict put in other words.
  package func rewritten(_ text: (String) -> String) -> PropertyReport {
    let verdict: Verdict
    switch self.verdict {
    case .holds: verdict = .holds
    case .undecided(let reason): verdict = .undecided(reason: text(reason))
    case .violated(let evidence):
      verdict = .violated(
        Evidence(
          expected: text(evidence.expected), seen: text(evidence.seen), when: evidence.when,
          location: text(evidence.location), because: evidence.because.map(text),
          events: evidence.events))
    }
    return PropertyReport(
      id: id, kind: kind, documentation: documentation, source: source, verdict: verdict,
      looks: looks, reached: reached, form: form, isWarning: isWarning, plots: plots)
  }

  /// Whether it is a rare state that this run did not reach, which only a sweep can judge.
  package var isUnreached: Bool { kind == .sometimes && reached == nil && looks > 0 }
}

/// The judgement on one law over many runs.
///
/// Here, and only here, a `sometimes` can be violated: by a sweep in which no run reached it.
package struct PropertyTally: Equatable, Sendable {
  /// The law's id.
  package let id: String
  /// When it was looked at.
  package let kind: PropertyKind
  /// The number of runs taken in.
  package private(set) var runs = 0
  /// The number of runs in which it held or was reached.
  package private(set) var held = 0
  /// The number of runs in which it was violated.
  package private(set) var violated = 0
  /// The first violation.
  package private(set) var evidence: Evidence?
  /// The first reason for a doubt.
  package private(set) var doubt: String?
  private let documentation: String
  private var isSure = true

  /// A tally of no run yet, for the law of a report.
  package init(for report: PropertyReport) {
    id = report.id
    kind = report.kind
    documentation = report.documentation
  }

  /// Takes in the report of one run.
  package mutating func add(_ report: PropertyReport) {
    precondition(report.id == id, "a tally of '\(id)' takes no report of '\(report.id)'")
    runs += 1
    switch report.verdict {
    case .holds: held += 1
    case .violated(let first):
      violated += 1
      evidence = evidence ?? first
    case .undecided(let reason):
      doubt = doubt ?? reason
      if report.looks == 0 { isSure = false }
    }
  }

  /// The judgement over all runs taken in.
  package var verdict: Verdict {
    if let evidence { return .violated(evidence) }
    if runs == 0 { return .undecided(reason: "there was no run") }
    guard kind == .sometimes else { return doubt.map { .undecided(reason: $0) } ?? .holds }
    if held > 0 { return .holds }
    guard isSure else { return .undecided(reason: doubt ?? "it was never looked at") }
    return .violated(
      Evidence(
        expected: "reached in at least one of \(runs) runs: \(documentation)",
        seen: "reached in none", when: .zero))
  }
}
