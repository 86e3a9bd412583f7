import Engine
import Harness
import Primitives
import ServiceRuntime
import World

/// A run as spans, for the viewers that people use in production.
///
/// Ids are fingerprints of the run's digest and the event they begin with, so that an export is
/// the same byte for byte on every machine. Times start at the scenario's time of day: viewers take
/// a start of zero for a missing one.
struct SpanTree {
  /// What a span stands for.
  enum Role: Hashable {
    /// A client's operation.
    case operation
    /// Waiting for an answer.
    case call
    /// Working on a request.
    case work
  }

  /// A remark within a span.
  struct Note: Hashable {
    let instant: Instant
    let text: String
  }

  /// A timed piece of work.
  struct Span: Hashable {
    let trace: Digest
    let id: UInt64
    let parent: UInt64?
    let role: Role
    let name: String
    let place: Int32
    let begin: Instant
    let end: Instant
    /// Why it failed, where it did.
    let failure: String?
    /// The event that it begins with.
    let event: Int
    var notes: [Note] = []
  }

  /// The spans, each after its parent.
  private(set) var spans: [Span] = []
  /// The names of places.
  let places: [String]

  private let record: RunRecord
  private let words: EventWords
  private let tree: CallTree
  private var workSpans: [Int: Int] = [:]

  /// The most spans of an export; viewers break down not far above.
  static let most = 5000

  init(_ record: RunRecord, _ graph: CausalGraph, most: Int = SpanTree.most) {
    self.record = record
    places = record.trace.places
    words = EventWords(record)
    tree = CallTree(record, graph)
    addOperations(graph)
    for (position, call) in tree.calls.enumerated() where spans.count + 2 <= most {
      add(call, position)
    }
    addNotes()
  }

  /// How many calls are not part of the export.
  var omitted: Int { tree.calls.count - spans.count { $0.role == .call } }

  private func traceID(_ operation: Int) -> Digest {
    var digest = record.digest
    digest.combine(operation)
    return digest
  }

  private func spanID(_ event: Int, _ role: Int) -> UInt64 {
    var digest = record.digest
    digest.combine(event)
    digest.combine(role)
    // A zero id means no span.
    return digest.words.high | 1
  }

  private func instant(_ event: Int) -> Instant { record.trace.events[event].instant }

  private mutating func addOperations(_ graph: CausalGraph) {
    var begins = OrderedDictionary<Int, Int>()
    for event in 0..<record.traceLength {
      let kind = record.trace.events[event].kind
      let operation = Int(graph.operations[event])
      if kind == .operationInvoked { begins[event] = record.traceLength }
      let isEnd =
        kind == .operationSucceeded || kind == .operationFailed || kind == .operationUnknown
      if isEnd, operation >= 0 { begins[operation] = event }
    }
    for (begin, end) in begins {
      let isEnded = end < record.traceLength
      let kind = isEnded ? record.trace.events[end].kind : nil
      let entry = record.trace.events[begin]
      spans.append(
        Span(
          trace: traceID(begin), id: spanID(begin, 0), parent: nil, role: .operation,
          name: String(record.trace.text(entry.text).prefix { $0 != " " }), place: entry.place,
          begin: entry.instant, end: isEnded ? instant(end) : record.end,
          failure: kind == .operationSucceeded
            ? nil : isEnded ? words.label(end).shortened(to: 1000) : "never told",
          event: begin))
    }
  }

  private mutating func add(_ call: CallTree.Call, _ position: Int) {
    let trace = record.trace
    let sent = trace.events[call.sending]
    let parent =
      call.parent >= 0
      ? tree.calls[call.parent].arrival.map { spanID($0, 2) }
      : call.operation >= 0 ? spanID(call.operation, 0) : nil
    let end = call.end.map { trace.events[$0] }
    let isAnswered = end.map { trace.text($0.text).hasSuffix(" reply") } ?? false
    let failure =
      call.end.map { isAnswered ? nil : words.label($0).shortened(to: 1000) } ?? "no answer"
    let id = spanID(call.sending, 1)
    spans.append(
      Span(
        trace: traceID(call.operation), id: id, parent: parent, role: .call, name: call.method,
        place: sent.place, begin: sent.instant, end: end?.instant ?? sent.instant,
        failure: failure, event: call.sending,
        notes: call.fates.map {
          Note(instant: instant($0), text: words.label($0).shortened(to: 1000))
        }))
    guard let arrival = call.arrival else { return }
    workSpans[position] = spans.count
    let answer = call.answer
    let isReply = answer.map { trace.text(trace.events[$0].text).hasSuffix(" reply") } ?? false
    spans.append(
      Span(
        trace: traceID(call.operation), id: spanID(arrival, 2), parent: id, role: .work,
        name: call.method, place: trace.events[arrival].place, begin: instant(arrival),
        end: answer.map(instant) ?? instant(arrival),
        failure: isReply ? nil : "did not reply", event: arrival))
  }

  /// What a service wrote and committed while it worked on a request.
  private mutating func addNotes() {
    for event in 0..<record.traceLength {
      let kind = record.trace.events[event].kind
      guard kind == .logged || kind == .committed || kind == .processCrashed,
        tree.serving[event] >= 0, let span = workSpans[Int(tree.serving[event])]
      else { continue }
      spans[span].notes.append(
        Note(instant: instant(event), text: words.label(event).shortened(to: 1000)))
    }
  }
}

extension SpanTree {
  /// An instant in nanoseconds of the scenario's time of day.
  static func unixNanoseconds(_ instant: Instant) -> Int {
    Int(HostClock.epoch.nanosecondsSinceEpoch + instant.nanoseconds)
  }

  /// An id as sixteen hexadecimal digits.
  static func hex(_ id: UInt64) -> String {
    let digits = String(id, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
