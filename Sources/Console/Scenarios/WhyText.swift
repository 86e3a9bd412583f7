import Checking
import Engine
import Harness
import Primitives
import Reporting

/// The story and the causal chain of a failure, for a terminal or as JSON.
struct WhyText {
  private let explanation: Explanation
  private let story: Story
  private let words: EventWords
  private let replay: String
  private let depth: Int
  private let odds: FailureOdds?

  init(explanation: Explanation, replay: String, depth: Int, odds: FailureOdds? = nil) {
    self.explanation = explanation
    self.replay = replay
    self.depth = depth
    self.odds = odds
    story = Story(explanation)
    words = EventWords(explanation.record)
  }

  private var trace: Trace { explanation.record.trace }

  /// The lines for a terminal.
  var lines: [StyledText] {
    var lines: [StyledText] = [
      "\("violated", .failure)  \(StyledText(explanation.report.id, .emphasis))  at \(explanation.evidence.when)",
      "",
    ]
    lines += storyLines
    if story.omitted > 0 {
      lines.append(StyledText("     \(story.omitted) more could be told: see the chain", .muted))
    }
    if depth > 0 { lines += ["", "\("chain", .emphasis)  from the violation back"] + chainLines }
    if let odds { lines += ["", "\("odds", .emphasis)   \(odds.sentence)"] + oddsLines(odds) }
    lines += ["", "replay    \(replay)", "digest    \(explanation.record.digest)"]
    return lines
  }

  /// The sentences, numbered.
  var storyLines: [StyledText] {
    story.sentences.enumerated().map { position, sentence in
      let number = "\(position + 1)"
      let head = String(repeating: " ", count: max(0, 3 - number.count)) + number
      let clock = TimelineText().clock(sentence.instant)
      let line: StyledText = "\(head)  \(clock, .muted)  \(styled(sentence))"
      return line.hanging(at: head.count + clock.count + 4)
    }
  }

  private func styled(_ sentence: StorySentence) -> StyledText {
    switch sentence.weight {
    case .ordinary: StyledText(sentence.text)
    case .fault: StyledText(sentence.text, .warning)
    case .violation: StyledText(sentence.text, .failure)
    }
  }

  private var chainLines: [StyledText] {
    let chain = explanation.chain
    let shown = chain.prefix(depth)
    let places = shown.map { place(of: $0.event) }
    let width = places.map(\.count).max() ?? 0
    var lines = zip(shown, places).map { step, place -> StyledText in
      let event = trace.events[step.event]
      let reason = step.kind?.word ?? ""
      let head =
        "  \(padded(reason, 7))  \(TimelineText.seconds(event.instant))  \(padded(place, width))  "
      return StyledText(head + words.label(step.event)).hanging(at: head.count)
    }
    if chain.count > shown.count {
      lines.append(
        StyledText(
          "  \(shown.count) of \(chain.count) steps; --depth \(chain.count) shows the rest", .muted)
      )
    }
    return lines
  }

  private func oddsLines(_ odds: FailureOdds) -> [StyledText] {
    let times = odds.points.map { TimelineText.seconds($0.instant) }
    let (wide, digits) = (times.map(\.count).max() ?? 0, "\(odds.continuations)".count)
    return zip(odds.points, times).map { point, time in
      let failures = "\(point.failures)"
      let share = String(repeating: " ", count: digits - failures.count) + failures
      let bar = String(repeating: "#", count: 20 * point.failures / odds.continuations)
      let head =
        "  \(String(repeating: " ", count: wide - time.count))\(time)  "
        + "\(share) of \(odds.continuations)  \(padded(bar, 20))  "
      return StyledText(head + words.label(point.event)).hanging(at: head.count)
    }
  }

  private func place(of event: Int) -> String {
    trace.name(of: trace.events[event].place) ?? ""
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  /// The same as one object.
  var json: JSONText {
    let record = explanation.record
    let evidence = explanation.evidence
    return [
      "schema": "orrery.why/1",
      "verdict": "violated",
      "property": .text(explanation.report.id),
      "expected": .text(evidence.expected),
      "seen": .text(evidence.seen),
      "time": .text("\(evidence.when.nanoseconds)"),
      "place": .text(evidence.location),
      "event": .integer(Int64(explanation.violation)),
      "seed": .text("\(record.seed)"),
      "digest": .text("\(record.digest)"),
      "events": .integer(Int64(record.traceLength)),
      "cone": .integer(Int64(explanation.cone.count)),
      "decisive": .list(explanation.decisive.ids.map { .text($0) }),
      "story": .list(story.sentences.map(object)),
      "omitted": .integer(Int64(story.omitted)),
      "chain": .list(explanation.chain.prefix(depth).map(object)),
      "odds": odds.map(object) ?? .null,
      "replay": .text(replay),
    ]
  }

  private func object(_ odds: FailureOdds) -> JSONText {
    [
      "continuations": .integer(Int64(odds.continuations)),
      "sealed": odds.sealed.map { .text("\($0.instant.nanoseconds)") } ?? .null,
      "points": .list(
        odds.points.map { point in
          [
            "event": .integer(Int64(point.event)),
            "time": .text("\(point.instant.nanoseconds)"),
            "failures": .integer(Int64(point.failures)),
          ]
        }),
    ]
  }

  private func object(_ sentence: StorySentence) -> JSONText {
    [
      "time": .text("\(sentence.instant.nanoseconds)"),
      "event": sentence.event >= 0 ? .integer(Int64(sentence.event)) : .null,
      "text": .text(sentence.text),
    ]
  }

  private func object(_ step: (event: Int, kind: CausalEdge?)) -> JSONText {
    let event = trace.events[step.event]
    return [
      "event": .integer(Int64(step.event)),
      "time": .text("\(event.instant.nanoseconds)"),
      "place": .text(place(of: step.event)),
      "kind": .text(event.kind.name),
      "text": .text(words.label(step.event)),
      "because": step.kind.map { .text($0.word) } ?? .null,
    ]
  }
}
