import Engine
import Exploration
import Harness
import Primitives

/// Checks whether seeds repeat, and tells what a person needs to find out why they do not.
struct SelfCheckReport {
  private let check: SelfCheck
  private let again: [String]
  private let print: (StyledText) -> Void

  /// A check under the settings and policy of a command line.
  ///
  /// Values that one of the scenarios wants left out are left out of what is told, as is what a
  /// trap says, where some are.
  init(arguments: Arguments, of scenarios: [Scenario], print: @escaping (StyledText) -> Void) {
    let settings = arguments[RunOptions.settings].map { "\($0.name)=\($0.value)" }
    let others =
      arguments.texts(of: RunOptions.policy.declaration).flatMap { ["--policy", $0] }
      + (arguments[RunOptions.swarm] ? ["--swarm"] : [])
      + (arguments[RunOptions.chaos].map { ["--chaos", $0.rawValue] } ?? [])
    check = SelfCheck(
      options: settings.flatMap { ["--set", $0] } + others,
      isHeard: scenarios.allSatisfy { $0.record.redact.isEmpty },
      isOver: { Interruption.exitCode != nil })
    let shown = settings.map { text in scenarios.reduce(text) { $1.redacted(setting: $0) } }
    again =
      [arguments.table.program.invocation, "selfcheck"] + shown.flatMap { ["--set", $0] } + others
    self.print = print
  }

  /// Checks jobs and tells about each.
  func run(_ jobs: [SelfCheck.Job], _ terminal: Terminal) throws(CommandError) -> ExitCode {
    let outcomes = try outcomes(of: jobs)
    let width = outcomes.map(\.path.count).max() ?? 0
    for outcome in outcomes where outcome.mismatches.isEmpty && outcome.count > 0 {
      let path = outcome.path + String(repeating: " ", count: width - outcome.path.count)
      print("\("same", .success)  \(path)  \(SelfCheckReport.seeds(outcome.count)), twice each")
    }
    if let code = Interruption.exitCode {
      let count = outcomes.reduce(0) { $0 + $1.count }
      terminal.warn(
        "stopped after \(SelfCheckReport.seeds(count)) that both processes have run",
        hint: "what is said above covers those only")
      return outcomes.allSatisfy(\.mismatches.isEmpty) ? code : .notDeterministic
    }
    try tell(outcomes)
    let total = outcomes.reduce(0) { $0 + $1.count }
    guard outcomes.allSatisfy({ $0.mismatches.isEmpty }) else { return .notDeterministic }
    if total > 2 {
      terminal.note(
        StyledText(
          "no mismatch in \(total) runs: with 95 % confidence fewer than 3 in \(total) do not repeat",
          .muted))
    }
    return .success
  }

  /// What each job came to.
  func outcomes(of jobs: [SelfCheck.Job]) throws(CommandError) -> [SelfCheck.Outcome] {
    do throws(SelfCheck.Failure) {
      return try check.run(jobs)
    } catch {
      throw CommandError(.internalError, error.description)
    }
  }

  /// Tells about the first seed of each scenario that did not repeat.
  func tell(_ outcomes: [SelfCheck.Outcome]) throws(CommandError) {
    for outcome in outcomes {
      guard let worst = outcome.mismatches.first else { continue }
      let isDifferent = outcome.mismatches.contains(where: \.isDifferent)
      let word: StyledText = isDifferent ? "\("DIFFERENT", .failure)" : "\("ESCAPED", .failure)"
      print(
        "\(word)  \(outcome.path)  \(outcome.mismatches.count) of \(SelfCheckReport.seeds(outcome.count))"
      )
      let finding: SelfCheck.Diagnosis
      do throws(SelfCheck.Failure) {
        finding = try check.diagnose(worst)
      } catch {
        throw CommandError(.internalError, error.description)
      }
      tell(worst, finding)
    }
  }

  private func tell(_ mismatch: SelfCheck.Mismatch, _ finding: SelfCheck.Diagnosis) {
    line("seed", "\(mismatch.seed)")
    line("digests", mismatch.first.digest)
    line("", mismatch.second.digest)
    if let parting = finding.parting {
      let difference = parting.difference
      line("between", "\(finding.circumstances)")
      line(
        "event",
        "\(parting.index + 1) of \(parting.count), \(difference.whereabouts)"
          + (difference.isBeforeEvent ? ", by an order or a draw before it" : ""))
      if let last = parting.preceding {
        line("after", "\(last.when), \(last.kind) '\(last.text)'")
      }
      line("first", difference.firstText)
      line("second", difference.secondText)
    } else if finding.escape == nil {
      line("alone", "the same each time: what ran before in the process makes the difference")
    }
    if let escape = finding.escape { line("escape", escape.text) }
    if !finding.source.isEmpty { line("source", finding.source) }
    line("likely", "\(finding.culprit.rawValue): \(finding.culprit.advice)")
    line(
      "again",
      (again + [mismatch.first.path, "--seeds", "\(mismatch.seed)"]).map(ReplayCommand.quoted)
        .joined(separator: " "))
  }

  private func line(_ label: String, _ text: String) {
    print(StyledText(label + String(repeating: " ", count: 10 - label.count) + text))
  }

  static func seeds(_ count: Int) -> String { "\(count) seed\(count == 1 ? "" : "s")" }
}
