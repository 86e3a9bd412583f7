import Engine
import Harness
import Primitives

/// The causal graph of a cause for Graphviz, and as a log with vector clocks for ShiViz.
package struct CauseGraphExport {
  private let subject: ReportSubject
  private let graph: CausalGraph
  private let words: EventWords
  private let events: [Int]
  private let total: Int

  /// The most events of a graph; layout programs take very long above.
  private static let most = 400

  /// The events that led to a violation, or all of a run that broke nothing.
  package init(_ subject: ReportSubject, isFull: Bool) {
    self.subject = subject
    graph = subject.explanation?.graph ?? CausalGraph(subject.record)
    words = EventWords(subject.record)
    let all =
      subject.explanation?.core.events ?? Array(0..<subject.record.traceLength)
    total = all.count
    events = isFull ? all : Array(all.suffix(CauseGraphExport.most))
  }

  private var trace: Trace { subject.record.trace }

  private var remark: String {
    events.count == total
      ? "\(total) events"
      : "\(events.count) of \(total) events, the last ones; all: \(subject.command) --full"
  }

  /// A graph in Graphviz's language, a cluster for each host.
  package var dot: String {
    var lines = [
      "digraph cause {", "  rankdir=TB; node [shape=box, fontname=\"sans-serif\", fontsize=10];",
      "  label=\(quoted("\(subject.record.scenario.name), seed \(subject.record.seed): \(remark)"));",
    ]
    for place in trace.places.indices {
      let mine = events.filter { trace.events[$0].place == Int32(place) }
      guard !mine.isEmpty else { continue }
      lines.append("  subgraph cluster_\(place) { label=\(quoted(trace.places[place]));")
      lines += mine.map(node)
      lines.append("  }")
    }
    lines += events.filter { trace.events[$0].place < 0 }.map(node)
    let shown = Set(events)
    for event in events {
      for cause in graph.causes(of: event) where shown.contains(cause.event) {
        let style = cause.kind == .message ? "solid" : cause.kind == .record ? "bold" : "dashed"
        lines.append("  e\(cause.event) -> e\(event) [style=\(style), tooltip=\"\(cause.kind)\"];")
      }
    }
    return (lines + ["}"]).joined(separator: "\n") + "\n"
  }

  private func node(_ event: Int) -> String {
    let time = TimelineText().clock(trace.events[event].instant)
    let cut = words.label(event).shortened(to: 60)
    let color =
      event == subject.explanation?.violation
      ? ", style=filled, fillcolor=\"#fad7d7\"" : ""
    return "    e\(event) [label=\(quoted("\(time)\n\(cut)"))\(color)];"
  }

  /// A text in quotation marks; line ends become the language's own.
  private func quoted(_ text: String) -> String {
    let inner = text.unicodeScalars.reduce(into: "") { result, scalar in
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\u{0}"..."\u{1F}", "\u{7F}": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return "\"\(inner)\""
  }

  /// A log for ShiViz: how to read a line, nothing between executions, then the events.
  ///
  /// Clocks count the events that are shown, since ShiViz refuses a host's clock with holes.
  package var shiViz: String {
    var clocks: [Int: [Int]] = [:]
    var last = [[Int]](repeating: [], count: trace.places.count)
    var lines = [#"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})"#, ""]
    for event in events {
      let place = Int(trace.events[event].place)
      guard place >= 0 else { continue }
      var clock = last[place].isEmpty ? trace.places.map { _ in 0 } : last[place]
      for cause in graph.causes(of: event) {
        guard let other = clocks[cause.event] else { continue }
        for index in clock.indices { clock[index] = max(clock[index], other[index]) }
      }
      clock[place] += 1
      clocks[event] = clock
      last[place] = clock
      lines.append(
        oneLine(
          "\(TimelineText().clock(trace.events[event].instant)) \(words.label(event).shortened(to: 400))"
        ))
      var writer = JSONWriter()
      writer.object { writer in
        for (index, count) in clock.enumerated() where count > 0 {
          writer.field(host(index), count)
        }
      }
      lines.append("\(host(place)) \(writer.text)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func host(_ place: Int) -> String {
    String(trace.places[place].map { $0.isWhitespace ? "_" : $0 })
  }

  private func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
