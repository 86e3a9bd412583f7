import Checking
import Engine
import Exploration
import Harness
import Primitives
import Reporting

/// What a person reads of a sweep.
struct SweepText {
  let sweep: ScenarioSweep
  /// How a seed is run again.
  let replay: ReplayCommand

  /// How many causes are told in full; the others get a line each.
  static let toldInFull = 3
  /// How many causes are told at all.
  private static let told = 20

  /// One line: the scenario and what came of it.
  func summary(width: Int) -> StyledText {
    let line: StyledText = "\(padded(sweep.path, width))  \(verdict)"
    return line.hanging(at: 4)
  }

  /// What came of it, in a few words.
  var verdict: StyledText {
    let runs = count(sweep.runs, "seed")
    let causes = sweep.tally.groups.count
    let broken =
      "\(sweep.violationCount) of \(runs)" + (causes > 1 ? ", \(causes) distinct causes" : "")
    switch sweep.ending {
    case .asExpected:
      if let rare = sweep.tally.unreached.first, sweep.violationCount == 0 {
        return "\("never reached", .success): \(rare) in \(runs), \("as expected", .muted)"
      }
      if sweep.violationCount == 0 { return "\("holds", .success) in \(runs)" }
      return "\("broken", .success) in \(broken), \("as expected", .muted)"
    case .violated:
      return "\("VIOLATED", .failure) in \(broken)"
    case .fixed where sweep.isRegression:
      let law = sweep.scenario.expect.property ?? "what was broken"
      return
        "\("FIXED", .failure)? \(law) held in \(runs); the failure that was kept does not come any more"
    case .fixed:
      let held =
        sweep.violationCount == 0 ? runs : "\(sweep.runs - sweep.violationCount) of \(runs)"
      return "\("HELD", .failure) in \(held), yet the scenario expects it to be broken"
    case .changed(let how):
      return "\("CHANGED", .failure): \(how)"
    case .unreached(let rare):
      return "\("NEVER REACHED", .failure): \(rare) in \(runs)"
    case .undecided(let reason):
      return "\("undecided", .warning): \(reason)"
    case .nothingRan:
      return "\("nothing ran", .warning)"
    }
  }

  // MARK: Failures

  /// What was broken, cause by cause, each told by the seed that stands for it.
  func failures() -> [StyledText] {
    let groups = sweep.tally.groupsByWeight
    var lines: [StyledText] = []
    for (index, group) in groups.prefix(SweepText.toldInFull).enumerated() {
      lines.append("")
      if groups.count > 1 { lines += [heading(group, index + 1, of: groups.count), ""] }
      lines += failure(of: group)
    }
    let others = groups.dropFirst(SweepText.toldInFull)
    guard !others.isEmpty else { return lines }
    lines.append("")
    for (index, group) in others.prefix(SweepText.told - SweepText.toldInFull).enumerated() {
      lines.append(heading(group, SweepText.toldInFull + index + 1, of: groups.count))
      lines.append(StyledText("          \(replay.text(sweep.path, group.seed))"))
    }
    let untold = groups.count - SweepText.told
    if untold > 0 {
      lines.append(StyledText("  \(count(untold, "more cause")); --json lists them all", .muted))
    }
    return lines
  }

  private func heading(_ group: FailureGroup, _ number: Int, of total: Int) -> StyledText {
    let text = "\(group.signature), \(count(group.count, "seed"))"
    return "\("cause \(number) of \(total)", .emphasis)  \(text)"
  }

  /// The failure that stands for a group.
  func failure(of group: FailureGroup) -> [StyledText] {
    if let record = sweep.fullRecord(of: group) { return failure(record) }
    var lines: [StyledText] = [
      "\("violated", .failure)  \(StyledText(group.signature.property, .emphasis))  \("under seed \(group.seed)")"
    ]
    for (label, text) in [
      ("expected", group.failure.expected), ("seen", group.failure.seen),
      ("replay", replay.text(sweep.path, group.seed)),
    ] { lines.append("\(padded(label, 8))  \(text)") }
    return lines
  }

  /// The failure of one seed: five parts, the timeline around it and what it takes.
  func failure(
    _ record: RunRecord, all: Bool = false, story: [StyledText] = []
  ) -> [StyledText] {
    guard let text = FailureText(record, replay: replay.text(sweep.path, record.seed)) else {
      return []
    }
    var lines: [StyledText] = [
      "\("violated", .failure)  \(StyledText(text.property, .emphasis))  \(text.headline)"
    ]
    for part in text.parts {
      let line: StyledText = "\(padded(part.label, 8))  \(part.text)"
      // The command is there to be copied.
      lines.append(part.label == "replay" ? line : line.hanging(at: 10))
    }
    lines += drawn(record)
    if !record.redacted.isEmpty {
      lines.append("\(padded("left out", 8))  \(SweepText.leftOut(record.redacted))")
    }
    lines.append("\(padded("digest", 8))  \(record.digest)")
    lines.append("")
    lines += story
    lines += timeline(record, all: all)
    return lines
  }

  /// How many values were left out, field by field.
  static func leftOut(_ fields: [RedactedField]) -> String {
    fields.map { "\($0.count == 1 ? "1 value" : "\($0.count) values") of '\($0.name)'" }
      .joined(separator: ", ")
  }

  /// What the seed decided before the run, a line for each.
  func drawn(_ record: RunRecord) -> [StyledText] {
    record.drawn.enumerated().map { index, draw in
      "\(padded(index == 0 ? "drawn" : "", 8))  \(draw.subject): \(draw.value)"
    }
  }

  /// The timeline around the violation, or the whole of it.
  func timeline(_ record: RunRecord, all: Bool) -> [StyledText] {
    let timeline = Timeline(record)
    let center = record.firstViolation?.verdict.evidence?.events.last ?? record.trace.events.count
    let moments =
      all ? timeline.moments[...] : timeline.around(center, before: 24, after: 4)
    var lines = TimelineText().lines(moments).map { line -> StyledText in
      let text =
        switch line.weight {
        case .ordinary: StyledText("  \(line.text)")
        case .fault: StyledText("  \(line.text)", .warning)
        case .violation: StyledText("  \(line.text)", .failure)
        }
      return text.hanging(at: line.column + 2)
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
    // The rule of three is near the exact bound from some thirty runs on.
    guard runs >= 30 else {
      return "no violation in \(runs) seeds, which are too few to say how rare one is"
    }
    return "no violation in \(runs) seeds: with 95 % confidence fewer than 3 in \(runs) break a law"
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}
