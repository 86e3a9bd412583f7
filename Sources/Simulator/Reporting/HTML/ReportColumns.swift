import Checking
import Engine
import Harness
import Primitives
import ServiceRuntime
import World

/// The data of a page: events as columns of small numbers, every text once.
///
/// A column takes two to five bytes an event, which is what lets a page hold a million of them.
struct ReportColumns {
  private let record: RunRecord
  private let explanation: Explanation?
  private let graph: CausalGraph
  private let selection: EventSelection
  private let words: EventWords
  private let showCommand: String
  private var strings = StringTable()
  private var isBounded: Bool

  init(_ subject: ReportSubject, _ selection: EventSelection, isBounded: Bool) {
    record = subject.record
    explanation = subject.explanation
    graph = explanation?.graph ?? CausalGraph(subject.record)
    words = EventWords(subject.record)
    showCommand = subject.command + " --format events --full"
    self.selection = selection
    self.isBounded = isBounded
  }

  private var trace: Trace { record.trace }

  /// What a page needs to open, as fields of an object that is being written.
  mutating func writeHead(to writer: inout JSONWriter) {
    writer.field("total", selection.total)
    writer.field("epoch", "\(HostClock.epoch.nanosecondsSinceEpoch)")
    writer.field("end", "\(record.end.nanoseconds)")
    writer.key("places")
    writer.list(trace.places)
    writer.key("kinds")
    writer.list(TraceKind.allCases.map(\.name))
    writer.key("edgeKinds")
    writer.list(CausalEdge.allCases.map(\.word))
    writer.field("violation", explanation.map { selection.position($0.violation) } ?? -1)
    writeEvents(to: &writer)
    writeCone("cone", explanation?.cone, to: &writer)
    writeCone("core", explanation?.core, to: &writer)
  }

  /// What a page needs only once somebody asks about an event, as fields of an object.
  mutating func writeRest(to writer: inout JSONWriter) {
    let events = selection.events
    writer.key("d")
    writer.list(events.map { strings.number(of: bounded(trace.text(trace.events[$0].detail))) })
    writer.key("w")
    writer.list(events.map { strings.number(of: trace.text(trace.events[$0].task)) })
    writeEdges(to: &writer)
    writeChanges(to: &writer)
  }

  /// How many texts stand on a line.
  static let block = 1024

  /// All texts, a list of so many on each line.
  func writeStrings(to writer: inout JSONWriter) {
    let texts = strings.texts
    for begin in stride(from: 0, to: texts.count, by: ReportColumns.block) {
      writer.endLine()
      writer.list(texts[begin..<min(begin + ReportColumns.block, texts.count)])
    }
  }

  private mutating func writeEvents(to writer: inout JSONWriter) {
    let events = selection.events
    if selection.isCut {
      writer.key("n")
      writer.list(differences(events))
    }
    writer.key("t")
    writer.list(differences(events.map { Int(trace.events[$0].instant.nanoseconds) }))
    column("k", to: &writer) { Int($0.kind.rawValue) }
    column("p", to: &writer) { Int($0.place) }
    column("q", to: &writer) { Int($0.peer) }
    let sendings = events.map { event in
      let cause = Int(trace.events[event].cause)
      let position = cause >= 0 ? selection.position(cause) : -1
      return position < 0 ? 0 : selection.position(event) - position
    }
    writer.key("c")
    writer.list(sendings)
    writer.key("x")
    writer.list(events.map { strings.number(of: bounded(words.label($0))) })
    writer.key("told")
    writer.list(events.filter { words.words($0) == nil }.map { selection.position($0) })
    writer.key("m")
    writer.list(differences(events.map(messageNumber)))
    writer.key("o")
    writer.list(
      events.enumerated().map { position, event in
        let operation = selection.position(Int(graph.operations[event]))
        return operation < 0 ? -1 : position - operation
      })
  }

  /// The number of the message that an event is about; -1 for events about none.
  private func messageNumber(_ event: Int) -> Int {
    let entry = trace.events[event]
    let isAboutMessage =
      entry.kind == .messageSent || entry.kind == .messageDelivered || entry.kind.isFate
    return isAboutMessage ? Int(truncatingIfNeeded: entry.subject) : -1
  }

  private func column(
    _ name: String, to writer: inout JSONWriter, _ value: (TraceEvent) -> Int
  ) {
    writer.key(name)
    writer.list(selection.events.map { value(trace.events[$0]) })
  }

  private func differences(_ numbers: [Int]) -> [Int] {
    var last = 0
    return numbers.map { number in
      defer { last = number }
      return number - last
    }
  }

  /// Edges as three numbers each: how far the later event is from the last edge's, how far back
  /// the earlier one lies, and why.
  private func writeEdges(to writer: inout JSONWriter) {
    var numbers: [Int] = []
    var last = 0
    for (position, event) in selection.events.enumerated() {
      for cause in graph.causes(of: event) {
        let source = selection.position(cause.event)
        guard source >= 0 else { continue }
        numbers += [position - last, position - source, Int(cause.kind.rawValue)]
        last = position
      }
    }
    writer.key("e")
    writer.list(numbers)
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
    writer.key(name)
    writer.list(lengths)
    writer.field("\(name)Total", cone.count)
  }

  /// Changes of states as five numbers each.
  ///
  /// What was changed by an event that was left out still shapes the states after it, of records
  /// that change in what is shown; of others it is counted how many changes are left out.
  private mutating func writeChanges(to writer: inout JSONWriter) {
    var numbers: [Int] = []
    var cut = 0
    let moving = movingRecords()
    for change in record.stateChanges {
      let position = selection.position(change.event)
      let place = position >= 0 ? position : nextPosition(after: change.event)
      guard let place, moving?.contains(Moving(change)) ?? true else {
        cut += 1
        continue
      }
      numbers += [
        place, Int(change.place), strings.number(of: bounded(change.key)),
        strings.number(of: change.old.map(bounded)), strings.number(of: change.new.map(bounded)),
      ]
    }
    writer.key("ch")
    writer.list(numbers)
    writer.field("chCut", cut)
  }

  /// A record on a host.
  private struct Moving: Hashable {
    let place: Int32
    let key: String

    init(_ change: StateChange) {
      place = change.place
      key = change.key
    }
  }

  /// The records that change by events that are shown; nothing where all events are.
  private func movingRecords() -> Set<Moving>? {
    guard selection.isCut else { return nil }
    return Set(
      record.stateChanges.lazy.filter { selection.position($0.event) >= 0 }.map { Moving($0) })
  }

  private func nextPosition(after event: Int) -> Int? {
    var low = 0
    var high = selection.events.count
    while low < high {
      let middle = (low + high) / 2
      if selection.events[middle] < event { low = middle + 1 } else { high = middle }
    }
    return low < selection.events.count ? low : nil
  }

  private func bounded(_ text: String) -> String {
    isBounded ? Payload.shown(text, command: showCommand) : text
  }
}
