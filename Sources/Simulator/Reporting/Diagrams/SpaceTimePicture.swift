import Engine
package import Harness
import Primitives

/// The cause of a violation as a still picture: hosts as lines, messages as arrows, time downwards.
///
/// For paper, for pages without script and for documents. Each event is a row, as in a timeline,
/// so that words never lie over each other. Colours are given as themselves, since a picture may
/// stand anywhere; every meaning has a shape of its own as well.
package struct SpaceTimePicture {
  private let record: RunRecord
  private let explanation: Explanation?
  private let words: EventWords
  private let rows: [Int]
  private let total: Int
  private let lanes: [Int32]

  /// The most rows of a picture; browsers grow slow long after that, people before.
  private static let most = 120
  private static let rowHeight = 22
  private static let laneWidth = 96
  private static let left = 100

  /// The picture of a run; of its cause where a law was broken.
  package init(_ record: RunRecord, _ explanation: Explanation?) {
    self.record = record
    self.explanation = explanation
    let words = EventWords(record)
    self.words = words
    let trace = record.trace
    let told = (0..<record.traceLength).filter { event in
      if let explanation, !explanation.core.contains(event) { return false }
      return words.words(event) != nil || trace.events[event].kind == .messageDelivered
        || event == explanation?.violation
    }
    total = told.count
    // The end of the story matters more than its beginning.
    let rows = Array(told.suffix(SpaceTimePicture.most))
    self.rows = rows
    let used = Set(rows.map { trace.events[$0].place })
    lanes = trace.places.indices.map { Int32($0) }.filter { used.contains($0) }
  }

  private func x(_ place: Int32) -> Int? {
    lanes.firstIndex(of: place).map {
      SpaceTimePicture.left + $0 * SpaceTimePicture.laneWidth + SpaceTimePicture.laneWidth / 2
    }
  }

  private func y(_ row: Int) -> Int {
    46 + row * SpaceTimePicture.rowHeight + SpaceTimePicture.rowHeight / 2
  }

  private var textLeft: Int {
    SpaceTimePicture.left + lanes.count * SpaceTimePicture.laneWidth + 8
  }

  private var height: Int { y(rows.count) + 24 }
  private var width: Int { textLeft + 640 }

  /// The picture as SVG.
  package var text: String {
    var parts = [
      """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" role="img" font-family="system-ui, sans-serif" font-size="12">
      <title>\(HTMLText.escaped(record.scenario.name)): what led to the violation</title>
      <rect width="\(width)" height="\(height)" fill="#fcfbf8"/>
      """
    ]
    parts += lanes.map(lane)
    parts += rows.indices.flatMap(arrows)
    parts += rows.indices.map(line)
    if total > rows.count {
      parts.append(
        label(
          SpaceTimePicture.left, y(rows.count) + 8,
          "\(rows.count) of \(total) lines; the earlier ones are left out", "#626a73"))
    }
    return parts.joined(separator: "\n") + "\n</svg>\n"
  }

  private func lane(_ place: Int32) -> String {
    let name = HTMLText.escaped(record.trace.name(of: place) ?? "")
    let x = x(place) ?? 0
    return """
      <text x="\(x)" y="26" text-anchor="middle" font-weight="600" fill="#1c2126">\(name)</text>
      <line x1="\(x)" y1="38" x2="\(x)" y2="\(y(rows.count))" stroke="#c9c4b8"/>
      """
  }

  private func label(_ x: Int, _ y: Int, _ text: String, _ color: String) -> String {
    "<text x=\"\(x)\" y=\"\(y + 4)\" fill=\"\(color)\">\(HTMLText.escaped(text))</text>"
  }

  private func color(_ event: Int) -> String {
    if event == explanation?.violation { return "#c0182b" }
    switch words.words(event)?.weight {
    case .fault: return "#b34700"
    case .ordinary, .violation: return "#1c2126"
    case nil: return "#626a73"
    }
  }

  private func line(_ row: Int) -> String {
    let event = rows[row]
    let entry = record.trace.events[event]
    let color = color(event)
    let text = words.label(event).shortened(to: 96)
    let mark = x(entry.place).map { symbol(entry.kind, event, $0, y(row), color) } ?? ""
    return label(8, y(row), TimelineText().clock(entry.instant), "#626a73") + mark
      + label(textLeft, y(row), text, color)
  }

  private func symbol(
    _ kind: TraceKind, _ event: Int, _ x: Int, _ y: Int, _ color: String
  ) -> String {
    if event == explanation?.violation {
      return "<path d=\"M\(x) \(y - 10)l10 10l-10 10l-10 -10z\" fill=\"\(color)\"/>"
    }
    switch kind {
    case .committed, .recovered:
      return "<rect x=\"\(x - 5)\" y=\"\(y - 5)\" width=\"10\" height=\"10\" fill=\"\(color)\"/>"
    case .processCrashed, .commitLost, .diskFailed: return cross(x, y, color)
    // What never arrived is marked on its way.
    case .messageLost, .messageCut, .messageOverflowed: return ""
    case .processStarting, .processStarted, .processResumed:
      return "<path d=\"M\(x) \(y - 6)l6 11h-12z\" fill=\"#00785a\"/>"
    case .operationInvoked:
      return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"5\" fill=\"#fff\" stroke=\"\(color)\"/>"
    default:
      return "<circle cx=\"\(x)\" cy=\"\(y)\" r=\"3\" fill=\"\(color)\"/>"
    }
  }

  private func cross(_ x: Int, _ y: Int, _ color: String) -> String {
    "<path d=\"M\(x - 6) \(y - 6)l12 12m0 -12l-12 12\" stroke=\"\(color)\" stroke-width=\"3\"/>"
  }

  /// The message that ends in a row, if one does.
  private func arrows(to row: Int) -> [String] {
    let entry = record.trace.events[rows[row]]
    let isEnd = entry.kind == .messageDelivered || entry.kind.isFate
    guard isEnd, entry.cause >= 0,
      let from = rows.firstIndex(of: Int(entry.cause)),
      let start = x(record.trace.events[rows[from]].place), let end = x(entry.place)
    else { return [] }
    let text = record.trace.text(entry.text)
    let isRequest = text.hasSuffix(" request")
    let isBad = entry.kind.isFate || text.hasSuffix(" reset") || text.hasSuffix(" refusal")
    let color = isBad ? "#b34700" : isRequest ? "#0a63a5" : "#00785a"
    let dash = entry.kind.isFate ? "5 4" : isRequest ? "none" : "9 3"
    let isGone =
      entry.kind == .messageLost || entry.kind == .messageCut || entry.kind == .messageOverflowed
    let (a, b) = (y(from), y(row))
    let stop = isGone ? (start + (end - start) * 5 / 8, a + (b - a) * 5 / 8) : (end, b)
    let side = start < end ? -1 : 1
    let head =
      isGone
      ? cross(stop.0, stop.1, color)
      : entry.kind.isFate
        ? "<rect x=\"\(end + side * 8 - 4)\" y=\"\(b - 4)\" width=\"8\" height=\"8\" fill=\"none\" "
          + "stroke=\"\(color)\" stroke-width=\"2\"/>"
        : "<path d=\"M\(end + side * 4) \(b)l\(side * 9) -5v10z\" fill=\"\(color)\"/>"
    return [
      """
      <line x1="\(start)" y1="\(a)" x2="\(stop.0)" y2="\(stop.1)" stroke="\(color)" \
      stroke-width="1.5" stroke-dasharray="\(dash)"/>\(head)
      """
    ]
  }
}
