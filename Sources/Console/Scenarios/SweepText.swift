import Checking
import Engine
import Harness
import Primitives
import Reporting

/// What a person reads of a sweep.
struct SweepText {
  let sweep: ScenarioSweep
  /// How a seed is run again.
  let replay: ReplayCommand

  /// One line: the scenario and what came of it.
  func summary(width: Int) -> StyledText {
    let name = StyledText(padded(sweep.path, width))
    return "\(name)  \(verdict)"
  }

  private var verdict: StyledText {
    let runs = count(sweep.runs, "seed")
    let broken = "\(sweep.violationCount) of \(runs)"
    switch sweep.ending {
    case .asExpected:
      if sweep.violationCount == 0 { return "\("holds", .success) in \(runs)" }
      return "\("broken", .success) in \(broken), \("as expected", .muted)"
    case .violated:
      return "\("VIOLATED", .failure) in \(broken)"
    case .fixed:
      return "\("HELD", .failure) in \(runs), yet the scenario expects it to be broken"
    case .undecided(let reason):
      return "\("undecided", .warning): \(reason)"
    case .nothingRan:
      return "\("nothing ran", .warning)"
    }
  }

  /// The failure of one seed: five parts, the timeline around it and what it takes.
  func failure(_ record: RunRecord, all: Bool = false) -> [StyledText] {
    guard let text = FailureText(record, replay: replay.text(sweep.path, record)) else {
      return []
    }
    var lines: [StyledText] = [
      "\("violated", .failure)  \(StyledText(text.property, .emphasis))  \(text.headline)"
    ]
    for part in text.parts { lines.append("\(padded(part.label, 8))  \(part.text)") }
    lines.append("\(padded("digest", 8))  \(record.digest)")
    lines.append("")
    lines += timeline(record, all: all)
    return lines
  }

  /// The timeline around the violation, or the whole of it.
  func timeline(_ record: RunRecord, all: Bool) -> [StyledText] {
    let timeline = Timeline(record)
    let center = record.firstViolation?.verdict.evidence?.events.last ?? record.trace.events.count
    let moments =
      all ? timeline.moments[...] : timeline.around(center, before: 24, after: 4)
    var lines = TimelineText().lines(moments).map { line -> StyledText in
      switch line.weight {
      case .ordinary: StyledText("  \(line.text)")
      case .fault: StyledText("  \(line.text)", .warning)
      case .violation: StyledText("  \(line.text)", .failure)
      }
    }
    let left = timeline.moments.count - moments.count
    if left > 0 {
      lines.append(StyledText("  \(count(left, "more line")): replay with --log full", .muted))
    }
    return lines
  }

  /// What a result without violation proves, and what it does not.
  static func proof(runs: Int) -> String {
    guard runs > 1 else { return "one run without a violation says nothing about other seeds" }
    return "no violation in \(runs) seeds: with 95 % confidence fewer than 3 in \(runs) break a law"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
