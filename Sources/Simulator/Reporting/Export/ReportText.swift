import Engine
import Harness
import Primitives

/// A run as plain text: the failure in five parts, the story, the whole timeline.
package struct ReportText {
  private let subject: ReportSubject

  /// The text of a run.
  package init(_ subject: ReportSubject) {
    self.subject = subject
  }

  /// The whole text.
  package var text: String {
    var lines: [String] = []
    if let failure = FailureText(subject.record, replay: subject.replay) {
      lines += failure.lines
    } else {
      lines += ["\(subject.record.verdict)", "\("replay".padded(to: 9)) \(subject.replay)"]
    }
    lines += ["\("digest".padded(to: 9)) \(subject.record.digest)", ""]
    if let explanation = subject.explanation {
      for (position, sentence) in Story(explanation).sentences.enumerated() {
        let time = TimelineText().clock(sentence.instant)
        let number = position < 9 ? " \(position + 1)" : "\(position + 1)"
        lines.append("  \(number)  \(time)  \(sentence.text)")
      }
      lines.append("")
    }
    lines += TimelineText().lines(Timeline(subject.record).moments).map { "  \($0.text)" }
    let command = "\(subject.command) --format events --full"
    return lines.map { Payload.shown($0, command: command) }.joined(separator: "\n") + "\n"
  }
}
