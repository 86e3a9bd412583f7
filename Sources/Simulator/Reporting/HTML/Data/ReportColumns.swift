import Checking
import Engine
import Harness
import Primitives
import ServiceRuntime
import World

/// The data of a page: what events have in common once, the rest as columns of small numbers.
///
/// An event takes about fifteen letters with all its texts and edges, which is what lets a page
/// hold a million of them and open at once.
struct ReportColumns {
  private let record: RunRecord
  private let explanation: Explanation?
  private let graph: CausalGraph
  private let selection: EventSelection
  private let states: StateColumns
  private let texts: PageTexts
  private let shapes: ShapeTable<EventShape>
  /// By event, how far back the shown event lies from which its message came; 0 for none.
  private let distances: [Int]

  init(_ subject: ReportSubject, _ selection: EventSelection, isBounded: Bool) {
    record = subject.record
    explanation = subject.explanation
    graph = explanation?.graph ?? CausalGraph(subject.record)
    self.selection = selection
    states = StateColumns(subject.record, selection)
    let words = EventWords(subject.record)
    let showCommand = subject.command + " --format events --full"
    texts = PageTexts(
      subject.record, words, events: selection.events, changes: states.changes
    ) { isBounded ? Payload.shown($0, command: showCommand) : $0 }
    let trace = subject.record.trace
    distances = selection.events.enumerated().map { position, event in
      let cause = Int(trace.events[event].cause)
      let source = cause >= 0 && trace.events[event].isAboutMessage ? selection.position(cause) : -1
      return source < 0 ? 0 : position - source
    }
    shapes = ReportColumns.shapes(trace, words, selection, texts, distances)
  }

  private var trace: Trace { record.trace }

  private static func shapes(
    _ trace: Trace, _ words: EventWords, _ selection: EventSelection, _ texts: PageTexts,
    _ distances: [Int]
  ) -> ShapeTable<EventShape> {
    ShapeTable(
      selection.events.enumerated().lazy.map { position, event in
        let entry = trace.events[event]
        var marks: Int32 = words.words(event) == nil ? EventShape.Marks.quiet : 0
        if entry.isAboutMessage { marks |= EventShape.Marks.message }
        if distances[position] > 0 { marks |= EventShape.Marks.caused }
        return EventShape(
          kind: Int32(entry.kind.rawValue), place: entry.place, peer: entry.peer, marks: marks,
          label: texts.forms.form(of: texts.labels[position]),
          detail: texts.forms.form(of: texts.details[position]),
          task: texts.forms.form(of: texts.tasks[position]))
      })
  }

  /// What a page needs to open, as fields of an object that is being written.
  func writeHead(to writer: inout JSONWriter) {
    writer.field("total", selection.total)
    writer.field("count", selection.events.count)
    writer.field("block", ReportColumns.block)
    writer.field("epoch", "\(HostClock.epoch.nanosecondsSinceEpoch)")
    writer.field("end", "\(record.end.nanoseconds)")
    writer.key("places")
    writer.list(trace.places)
    writer.key("kinds")
    writer.list(TraceKind.allCases.map(\.name))
    writer.key("edgeKinds")
    writer.list(CausalEdge.allCases.map(\.word))
    writer.field("violation", explanation.map { selection.position($0.violation) } ?? -1)
    writer.key("forms")
    writer.list { writer in
      for form in texts.forms.forms { form.write(to: &writer) }
    }
    writer.field("shapes", column(shapes.shapes.lazy.flatMap(\.numbers)) { $0.append(signed: $1) })
    writeEvents(to: &writer)
    writeCone("cone", explanation?.cone, to: &writer)
    writeCone("core", explanation?.core, to: &writer)
  }

  private func writeEvents(to writer: inout JSONWriter) {
    let events = selection.events
    if selection.isCut {
      writer.field("n", column(differences(events)) { $0.append($1) })
    }
    let instants = events.map { Int(trace.events[$0].instant.nanoseconds) }
    writer.field("t", column(differences(instants)) { $0.append($1) })
    writer.field("s", column(shapes.numbers) { $0.append(Int($1)) })
    writer.field("c", column(distances.lazy.filter { $0 > 0 }) { $0.append($1) })
  }

  /// What a page needs only once somebody asks about an event, as fields of an object.
  func writeRest(to writer: inout JSONWriter) {
    writer.field("m", messages)
    writeOperations(to: &writer)
    writeEdges(to: &writer)
    states.write(texts, to: &writer)
  }

  /// How many events have the numbers of their texts on one line.
  private static let block = 4096

  /// The numbers that make the texts of events, those of so many on a line of their own.
  func writeNumbers(to writer: inout JSONWriter) {
    var stretch = texts.forms.stretch()
    for position in selection.events.indices {
      stretch.append(texts.labels[position])
      stretch.append(texts.details[position])
      stretch.append(texts.tasks[position])
      if (position + 1) % ReportColumns.block == 0 || position + 1 == selection.events.count {
        writer.line(stretch.numbers)
        stretch.begin()
      }
    }
  }

  /// How many texts stand on a line.
  static let textsOfLine = 1024

  /// The texts that stand for themselves, a list of so many on each line.
  func writeTexts(to writer: inout JSONWriter) {
    let literals = texts.forms.literals
    for begin in stride(from: 0, to: literals.count, by: ReportColumns.textsOfLine) {
      writer.endLine()
      writer.list(literals[begin..<min(begin + ReportColumns.textsOfLine, literals.count)])
    }
  }

  private func column<Element>(
    _ elements: some Sequence<Element>, _ write: (inout LetterNumbers, Element) -> Void
  ) -> LetterNumbers {
    var numbers = LetterNumbers()
    for element in elements { write(&numbers, element) }
    return numbers
  }

  private func differences(_ numbers: [Int]) -> [Int] {
    var last = 0
    return numbers.map { number in
      defer { last = number }
      return number - last
    }
  }

  /// The numbers of messages, each as its difference from what is to be expected: that of the
  /// event from which it came, or the next one.
  private var messages: LetterNumbers {
    var numbers = LetterNumbers()
    var known = Array(repeating: -1, count: selection.events.count)
    var next = 0
    for (position, event) in selection.events.enumerated() {
      let entry = trace.events[event]
      guard entry.isAboutMessage else { continue }
      let number = Int(truncatingIfNeeded: entry.subject)
      let distance = distances[position]
      numbers.append(signed: number - (distance > 0 ? known[position - distance] : next))
      known[position] = number
      next = max(next, number + 1)
    }
    return numbers
  }

  /// The operations' events, and by event which operation it serves: 0 for none, otherwise the
  /// difference from the last one's and one more.
  private func writeOperations(to writer: inout JSONWriter) {
    let operations = selection.events.map { selection.position(Int(graph.operations[$0])) }
    var number = Array(repeating: -1, count: operations.count)
    for operation in operations where operation >= 0 { number[operation] = 0 }
    let begins = number.indices.filter { number[$0] == 0 }
    for (index, begin) in begins.enumerated() { number[begin] = index }
    writer.field("operations", column(differences(begins)) { $0.append($1) })
    var last = -1
    writer.field(
      "o",
      column(operations) { numbers, operation in
        guard operation >= 0 else { return numbers.append(0) }
        let step = number[operation] - last
        numbers.append(1 + (step < 0 ? -2 * step - 1 : 2 * step))
        last = number[operation]
      })
  }

  /// The edges to each event, 0 for none: how far back the earlier event lies, in sixteens, why,
  /// in twos, and whether another edge comes.
  private func writeEdges(to writer: inout JSONWriter) {
    var numbers = LetterNumbers()
    var count = 0
    for (position, event) in selection.events.enumerated() {
      let edges = graph.causes(of: event).map { (selection.position($0.event), $0.kind) }
        .filter { $0.0 >= 0 }
      if edges.isEmpty { numbers.append(0) }
      for (index, (source, kind)) in edges.enumerated() {
        precondition(source < position, "\(source) comes before \(position), which it led to")
        precondition(kind.rawValue < 8, "kind \(kind.rawValue) of an edge needs to be below 8")
        numbers.append(
          (position - source) * 16 + Int(kind.rawValue) * 2 + (index + 1 < edges.count ? 1 : 0))
      }
      count += edges.count
    }
    writer.field("edges", count)
    writer.field("e", numbers)
  }

  /// A cone as lengths of stretches outside and inside it, in turn.
  private func writeCone(_ name: String, _ cone: Cone?, to writer: inout JSONWriter) {
    guard let cone else { return }
    var lengths: [Int] = []
    var isInside = false
    var length = 0
    for event in selection.events {
      if cone.contains(event) != isInside {
        lengths.append(length)
        isInside.toggle()
        length = 0
      }
      length += 1
    }
    lengths.append(length)
    writer.field(name, column(lengths) { $0.append($1) })
    writer.field("\(name)Total", cone.count)
  }
}

extension TraceEvent {
  /// Whether it is about a message: its sending, its arrival, or what became of it on the way.
  fileprivate var isAboutMessage: Bool {
    kind == .messageSent || kind == .messageDelivered || kind.isFate
  }
}
