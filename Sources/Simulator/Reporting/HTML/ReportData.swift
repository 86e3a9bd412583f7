import Checking
import Engine
import Harness
import Primitives

/// The whole data block of a page, a line of JSON each for what is needed at different times.
///
/// The first line is what a page needs to open; the second what it needs once somebody asks about
/// an event; the others are texts, so many a line, each line read when one of its texts is shown.
struct ReportData {
  private let subject: ReportSubject
  private let selection: EventSelection
  private let isFull: Bool

  init(_ subject: ReportSubject, _ selection: EventSelection, isFull: Bool) {
    self.subject = subject
    self.selection = selection
    self.isFull = isFull
  }

  private var record: RunRecord { subject.record }

  /// The data as lines of JSON that may stand inside a script element.
  var bytes: [UInt8] {
    var writer = JSONWriter(isASCII: true)
    var columns = ReportColumns(subject, selection, isBounded: !isFull)
    writer.object { writer in
      writer.field("schema", "orrery.page/2")
      writer.field("command", subject.command)
      writer.field("replay", subject.replay)
      writeStory(to: &writer)
      writeLaws(to: &writer)
      writeCounterpart(to: &writer)
      columns.writeHead(to: &writer)
    }
    writer.endLine()
    writer.object { columns.writeRest(to: &$0) }
    columns.writeStrings(to: &writer)
    return writer.bytes
  }

  private func writeStory(to writer: inout JSONWriter) {
    guard let explanation = subject.explanation else { return }
    writer.key("story")
    writer.list(Story(explanation).sentences.map { selection.position($0.event) })
    writer.key("chain")
    writer.list(explanation.chain.map { selection.position($0.event) }.filter { $0 >= 0 })
    writer.field("law", explanation.report.id)
    writer.field("when", "\(explanation.evidence.when.nanoseconds)")
  }

  private func writeLaws(to writer: inout JSONWriter) {
    writer.key("laws")
    writer.list { writer in
      for report in record.reports {
        writer.object { writer in
          writer.field("id", report.id)
          writer.field("kind", report.kind.word)
          writer.field("says", Payload.shown(report.documentation, command: subject.replay))
          writer.field("looks", report.looks)
          switch report.verdict {
          case .holds: writer.field("verdict", "holds")
          case .undecided(let reason):
            writer.field("verdict", "undecided")
            writer.field("reason", Payload.shown(reason, command: subject.replay))
          case .violated(let evidence):
            writer.field("verdict", "violated")
            writer.field("when", "\(evidence.when.nanoseconds)")
            writer.field("expected", Payload.shown(evidence.expected, command: subject.replay))
            writer.field("seen", Payload.shown(evidence.seen, command: subject.replay))
            writer.field("event", selection.position(evidence.events.last ?? -1))
          }
        }
      }
    }
  }

  /// The most lines of each of the two runs that stand side by side.
  private static let most = 400

  /// The moments of both runs from where they part.
  private func writeCounterpart(to writer: inout JSONWriter) {
    guard let other = subject.counterpart, let explanation = subject.explanation else { return }
    let mine = Timeline(record).moments
    let theirs = Timeline(other).moments
    let common = zip(mine, theirs).prefix {
      $0.instant == $1.instant && $0.place == $1.place && $0.text == $1.text
    }.count
    writer.key("other")
    writer.object { writer in
      writer.field("title", subject.difference)
      writer.field("digest", "\(other.digest)")
      writer.field(
        "holds",
        other.reports.contains { $0.id == explanation.report.id && $0.verdict.isViolated } ? 0 : 1)
      writer.field("common", common)
      writer.field("mineTotal", mine.count)
      writer.field("theirsTotal", theirs.count)
      writer.key("mine")
      write(mine[max(0, common - 4)...].prefix(ReportData.most), to: &writer, linked: true)
      writer.key("theirs")
      write(theirs[max(0, common - 4)...].prefix(ReportData.most), to: &writer, linked: false)
    }
  }

  private func write(
    _ moments: ArraySlice<Moment>, to writer: inout JSONWriter, linked: Bool
  ) {
    writer.list { writer in
      for moment in moments {
        writer.list { writer in
          writer.text(TimelineText().clock(moment.instant))
          writer.text(moment.place)
          writer.text(Payload.shown(moment.text, limit: 400, command: subject.replay))
          writer.number(linked ? selection.position(moment.event) : -1)
          writer.number(moment.weight == .ordinary ? 0 : moment.weight == .fault ? 1 : 2)
        }
      }
    }
  }
}
