import Checking
import Engine
import Exploration
import Harness
import Primitives
import Reporting

/// One of two runs that are held against each other.
struct RunSide {
  /// What the run is called: what was typed.
  let label: String
  /// The digest of everything that happened.
  let digest: String
  /// What came of it, in a few words; nothing of a recording.
  let outcome: String?
  /// The run; nothing of a recording, which holds its course alone.
  private let record: RunRecord?
  private let outline: RunOutline

  /// Something that happened, by which it is told from others, and as a line.
  struct Step {
    let name: String
    let line: String
  }

  /// A run that was made in full.
  init(_ label: String, _ record: RunRecord) {
    self.label = label
    self.record = record
    digest = record.digest.description
    outline = RunOutline(record.trace, length: record.traceLength)
    outcome =
      record.firstViolation.map { "breaks \($0.id)" } ?? "\(record.verdict.word), \(record.end)"
  }

  /// A run that was written down.
  init(_ label: String, _ recording: RunRecording) {
    self.label = label
    record = nil
    digest = recording.digest
    outline = recording.outline
    outcome = nil
  }

  /// Whether only its course is known.
  var isRecording: Bool { record == nil }

  /// What happened, as a person follows it.
  var told: [Step] {
    guard let record else { return course }
    let moments = Timeline(record).moments
    return zip(moments, TimelineText().lines(moments)).map { moment, line in
      Step(name: "\(moment.instant) \(moment.place) \(moment.text)", line: line.text)
    }
  }

  /// What happened without its times, to see what only one of two runs has.
  var things: [Step] {
    guard let record else { return course }
    let moments = Timeline(record).moments
    return zip(moments, TimelineText().lines(moments)).map { moment, line in
      Step(name: "\(moment.place) \(moment.text)", line: line.text)
    }
  }

  /// What happened, by kind, place and task alone.
  var course: [Step] {
    outline.steps.indices.map { Step(name: outline.name(of: $0), line: outline.name(of: $0)) }
  }
}
