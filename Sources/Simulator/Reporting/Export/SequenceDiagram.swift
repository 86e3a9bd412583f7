import Engine
import Harness
import Primitives

/// The messages of a cause as text for diagram programs, cut to what their viewers take.
package struct SequenceDiagram {
  private let subject: ReportSubject
  private let words: EventWords
  private let steps: [Step]
  private let total: Int
  private let places: [Int32]

  /// A message or a remark.
  private enum Step {
    case message(from: Int32, to: Int32, text: String, isLost: Bool, isAnswer: Bool)
    case note(at: Int32, text: String, isViolation: Bool)
  }

  /// The most messages and remarks of a diagram.
  private static let most = 150
  /// The most characters of a diagram; Mermaid refuses more than 50,000.
  private static let longest = 40_000

  /// The messages that led to a violation, or of the whole run where nothing was broken.
  package init(_ subject: ReportSubject) {
    self.subject = subject
    let words = EventWords(subject.record)
    self.words = words
    let trace = subject.record.trace
    let all = (0..<subject.record.traceLength).compactMap { event -> Step? in
      if let core = subject.explanation?.core, !core.contains(event) { return nil }
      return SequenceDiagram.step(
        event, trace, words, violation: subject.explanation?.violation)
    }
    total = all.count
    steps = SequenceDiagram.fitting(all)
    var used: Set<Int32> = []
    for step in steps {
      switch step {
      case .message(let from, let to, _, _, _): used.formUnion([from, to])
      case .note(let place, _, _): used.insert(place)
      }
    }
    places = trace.places.indices.map { Int32($0) }.filter { used.contains($0) }
  }

  /// The last steps that fit: the end of the story matters most.
  private static func fitting(_ all: [Step]) -> [Step] {
    var left = longest
    var result: [Step] = []
    for step in all.reversed().prefix(most) {
      switch step {
      case .message(_, _, let text, _, _), .note(_, let text, _): left -= text.utf8.count + 40
      }
      if left < 0 { break }
      result.append(step)
    }
    return result.reversed()
  }

  private static func step(
    _ event: Int, _ trace: Trace, _ words: EventWords, violation: Int?
  ) -> Step? {
    let entry = trace.events[event]
    if event == violation {
      return .note(at: entry.place, text: words.label(event).shortened(to: 100), isViolation: true)
    }
    switch entry.kind {
    case .messageDelivered, .messageLost, .messageCut, .messageRefused, .messageOverflowed,
      .messageLate, .messageHung:
      guard entry.peer >= 0, entry.place >= 0 else { return nil }
      let remark = words.remark(event).map { " (\($0))" } ?? ""
      let fate = entry.kind == .messageDelivered ? "" : " [\(entry.kind.name.dropFirst(8))]"
      return .message(
        from: entry.peer, to: entry.place,
        text: (trace.text(entry.text) + fate + remark).shortened(to: 100),
        isLost: entry.kind != .messageDelivered,
        isAnswer: !trace.text(entry.text).hasSuffix(" request"))
    case .committed, .processCrashed, .processStarting, .processPaused, .processResumed, .timedOut,
      .faultStruck, .faultHealed, .commitLost, .diskFailed, .operationInvoked:
      guard entry.place >= 0, words.words(event) != nil else { return nil }
      return .note(at: entry.place, text: words.label(event).shortened(to: 100), isViolation: false)
    default:
      return nil
    }
  }

  private func name(_ place: Int32) -> String { subject.record.trace.name(of: place) ?? "" }

  /// What the diagram leaves out, as a sentence; nothing where it is complete.
  private var remark: String? {
    steps.count == total
      ? nil
      : "\(steps.count) of \(total) steps, the last ones; all: \(subject.command) --format html"
  }

  /// The text without what means something to the diagram languages.
  private func plain(_ text: String) -> String {
    HTMLText.escaped(text).unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case ";", "#", "%", "{", "}", "\n", "\r", "\t", "|", "\\": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    .replacing("&amp ", with: "and ").replacing("&lt ", with: "‹").replacing("&gt ", with: "›")
    .replacing("&quot ", with: "'").replacing("& 39 ", with: "'")
  }

  /// A Mermaid sequence diagram.
  package var mermaid: String {
    var lines = ["sequenceDiagram", "  autonumber"]
    lines += places.map { "  participant h\($0) as \(plain(name($0)))" }
    for step in steps {
      switch step {
      case .message(let from, let to, let text, let isLost, let isAnswer):
        let arrow = isAnswer ? (isLost ? "--x" : "-->>") : (isLost ? "-x" : "->>")
        lines.append("  h\(from)\(arrow)h\(to): \(plain(text))")
      case .note(let place, let text, let isViolation):
        if isViolation { lines.append("  rect rgb(250, 215, 215)") }
        let label = isViolation ? "VIOLATION: " : ""
        lines.append("  Note over h\(place): \(label)\(plain(text))")
        if isViolation { lines.append("  end") }
      }
    }
    if let remark, let first = places.first {
      lines.append("  Note over h\(first): \(plain(remark))")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A PlantUML sequence diagram.
  package var plantUML: String {
    var lines = [
      "@startuml", "!pragma teoz true", "hide footbox",
      "title \(plain(subject.record.scenario.name)), seed \(subject.record.seed)", "autonumber",
    ]
    lines += places.map { "participant \"\(plain(name($0)))\" as h\($0)" }
    for step in steps {
      switch step {
      case .message(let from, let to, let text, let isLost, let isAnswer):
        lines.append(
          "h\(from) \(isAnswer ? "--" : "-")>\(isLost ? "x" : "") h\(to) : \(plain(text))")
      case .note(let place, let text, let isViolation):
        let color = isViolation ? " #FAD7D7" : ""
        lines.append("note over h\(place)\(color) : \(plain(text))")
      }
    }
    if let remark, let first = places.first {
      lines.append("note over h\(first) : \(plain(remark))")
    }
    return (lines + ["@enduml"]).joined(separator: "\n") + "\n"
  }
}
