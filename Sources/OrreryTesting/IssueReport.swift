import Engine
import Exploration
import Harness
import Primitives
import Reporting
import Testing

/// Turns what a sweep found into issues and attachments of the running test.
struct IssueReport {
  private let job: SweepJob
  private let path: String
  private let environment: TestEnvironment
  private let sourceLocation: SourceLocation

  /// How many causes become issues of their own.
  private static let most = 5

  init(
    _ job: SweepJob, path: String, _ environment: TestEnvironment, _ sourceLocation: SourceLocation
  ) {
    self.job = job
    self.path = path
    self.environment = environment
    self.sourceLocation = sourceLocation
  }

  /// Records everything that a person should look at.
  func record(_ tally: SweepTally, wasCutShort: Bool) {
    let surprises = tally.groupsByWeight.filter(\.isSurprise)
    for group in surprises.prefix(IssueReport.most) { record(group, of: tally) }
    if surprises.count > IssueReport.most {
      issue("\(surprises.count - IssueReport.most) more causes were found")
    }
    switch tally.ending {
    case .asExpected, .violated: break
    case .fixed:
      issue(
        "\(path): held in \(tally.runs) seeds, yet the scenario expects it to be broken; "
          + "if it is mended, remove the expectation")
    case .changed(let what): issue("\(path): the run is another one: \(what)")
    case .unreached(let state):
      issue("\(path): '\(state)' was reached in none of \(tally.runs) runs")
    case .undecided(let reason): warning("\(path): undecided: \(reason)")
    case .nothingRan: warning("\(path): no seed was run")
    }
    if wasCutShort { warning("\(path): the time was over after \(tally.runs) runs") }
    for fault in tally.faultsThatNeverStruck {
      warning("\(path): fault '\(fault)' struck in none of \(tally.runs) runs; it tests nothing")
    }
  }

  private func issue(_ text: String) {
    Issue.record(Comment(rawValue: text), sourceLocation: sourceLocation)
  }

  private func warning(_ text: String) {
    Issue.record(Comment(rawValue: text), severity: .warning, sourceLocation: sourceLocation)
  }

  // MARK: One cause

  private func record(_ group: FailureGroup, of tally: SweepTally) {
    var options = job.options
    options.level = .full
    let record = job.runner.run(group.seed, options)
    let replay = command(for: group.seed)
    let explanation = Explanation(record) { without in
      var options = job.options
      options.without = without
      return job.runner.run(group.seed, options)
    }
    let subject = ReportSubject(
      record: record, explanation: explanation, counterpart: nil, difference: "", path: path,
      replay: replay,
      command: replay, tool: "orrery")
    var lines = FailureText(record, replay: replay)?.lines ?? [replay]
    lines.append("seed      \(group.seed), one of \(group.count) of \(tally.runs)")
    let sentences = explanation.map { Story($0).sentences } ?? []
    for (index, sentence) in sentences.enumerated() {
      let label = index == 0 ? "story     " : "          "
      lines.append("\(label)\(sentence.instant)  \(sentence.text)")
    }
    attach(HTMLReport(subject).text, named: "\(record.scenario.name)-\(group.seed).html")
    attach(ReportText(subject).text, named: "\(record.scenario.name)-\(group.seed).txt")
    issue(lines.joined(separator: "\n"))
  }

  private func attach(_ text: String, named name: String) {
    Attachment.record(text, named: name, sourceLocation: sourceLocation)
    if !environment.write(text, named: name) {
      warning("cannot write \(name) to the folder that ORRERY_OUT names")
    }
  }

  /// What a person types to run one seed of this test again.
  private func command(for seed: Seed) -> String {
    let name = Test.current?.name ?? ""
    let words = name.prefix { $0 != "(" }.filter { $0 != "`" }
    let filter = words.isEmpty ? "" : " --filter '\(words.replacing("'", with: "."))'"
    return "ORRERY_SEED=\(seed) swift test\(filter)"
  }
}
