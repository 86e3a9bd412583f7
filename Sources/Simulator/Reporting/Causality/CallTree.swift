import Engine
package import Harness
import Primitives

/// The calls of a run: who asked whom what, within which other call, and how it ended.
package struct CallTree {
  /// One call, from the sending of its request to whatever ended the wait for it.
  package struct Call: Hashable, Sendable {
    /// The event of the request's sending.
    package let sending: Int
    /// The method that was asked for.
    package let method: String
    /// The call that the asking task was working on; -1 for none.
    package let parent: Int
    /// The event of the client's operation that it serves; -1 for none.
    package let operation: Int
    /// The event of the request's first arrival, where it arrived.
    package internal(set) var arrival: Int?
    /// The event of the answer's sending, where one was sent.
    package internal(set) var answer: Int?
    /// The event that ended the wait: an answer's arrival or the end of patience.
    package internal(set) var end: Int?
    /// What became of the request and its answers on the way, by their events.
    package internal(set) var fates: [Int] = []
  }

  /// The calls in the order in which they were made.
  package private(set) var calls: [Call] = []
  /// By event: the position of the call that its task works on, of those it was told; -1 for none.
  package private(set) var serving: [Int32] = []

  private var bySending: [Int32: Int] = [:]

  /// The calls of a run with a full trace.
  package init(_ record: RunRecord, _ graph: CausalGraph) {
    let trace = record.trace
    var ledger = MessageLedger(count: record.traceLength)
    serving = [Int32](repeating: -1, count: record.traceLength)
    for position in 0..<record.traceLength {
      let event = trace.events[position]
      let before = position > 0 ? trace.events[position - 1] : nil
      _ = ledger.take(event, Int32(position), before: before, in: trace)
      let served = ledger.arrival(servedBy: position)
      if served >= 0, let call = bySending[trace.events[served].cause] {
        serving[position] = Int32(call)
      }
      take(event, position, ledger, trace, graph)
    }
  }

  private mutating func take(
    _ event: TraceEvent, _ position: Int, _ ledger: MessageLedger, _ trace: Trace,
    _ graph: CausalGraph
  ) {
    switch event.kind {
    case .messageSent:
      if let request = ledger.request(answeredBySending: position), let call = bySending[request] {
        if calls[call].answer == nil { calls[call].answer = position }
      } else if trace.text(event.text).hasSuffix(" request") {
        bySending[Int32(position)] = calls.count
        calls.append(
          Call(
            sending: position, method: String(trace.text(event.text).dropLast(" request".count)),
            parent: Int(serving[position]), operation: Int(graph.operations[position])))
      }
    case .messageDelivered:
      if let call = bySending[event.cause] {
        if calls[call].arrival == nil { calls[call].arrival = position }
      } else if let request = ledger.request(answeredBy: event), let call = bySending[request] {
        if calls[call].end == nil { calls[call].end = position }
      }
    case .timedOut:
      if let request = ledger.request(givenUpBy: event, trace), let call = bySending[request] {
        if calls[call].end == nil { calls[call].end = position }
      }
    case let kind where kind.isFate:
      let request = ledger.request(answeredBySending: Int(event.cause)) ?? event.cause
      if let call = bySending[request] { calls[call].fates.append(position) }
    default: break
    }
  }
}
