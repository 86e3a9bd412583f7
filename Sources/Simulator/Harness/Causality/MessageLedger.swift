package import Engine

/// What is known of the messages of a run while its trace is read from the front.
///
/// A request's sending, its arrival, the answer's sending and the answer's arrival are four events
/// of two messages; this is where they find each other.
package struct MessageLedger {
  /// An edge to the event that is being read.
  package struct Link {
    /// The event that it comes from.
    package let from: Int32
    /// Why.
    package let kind: CausalEdge
  }

  /// A request that has arrived and waits for its answer.
  private struct Exchange: Hashable {
    let server: Int32
    let client: Int32
    let method: String
  }

  /// By event: the arrival of the request that the event's task works on; -1 for none.
  private var serving: [Int32]
  /// By sending of an answer: the sending of its request.
  private var answered: [Int32: Int32] = [:]
  /// By message number: what became of it on the way.
  private var fates: [UInt64: [Int32]] = [:]
  /// By sending of a request: what became of it and of its answers.
  private var troubles: [Int32: [Int32]] = [:]
  /// Sendings of requests that nobody has been answered yet, by who asked whom what.
  private var open: [Exchange: [Int32]] = [:]
  /// Where each place sent its last request to.
  private var destinations: [Int32: Int32] = [:]

  /// A ledger for the trace of so many events.
  package init(count: Int) {
    serving = [Int32](repeating: -1, count: count)
  }

  /// Takes in an event and gives the edges that messages make to it.
  package mutating func take(
    _ event: TraceEvent, _ index: Int32, before: TraceEvent?, in trace: Trace
  ) -> [Link] {
    if event.previous >= 0 { serving[Int(index)] = serving[Int(event.previous)] }
    switch event.kind {
    case .messageSent: return send(event, index, before, trace)
    case .messageDelivered: return deliver(event, index, trace)
    case .timedOut: return giveUp(event, trace)
    case let kind where kind.isFate: return meet(event, index)
    default: return []
    }
  }

  /// The sending of the request that a sent or delivered answer belongs to.
  package func request(answeredBy event: TraceEvent) -> Int32? {
    event.kind == .messageDelivered ? answered[event.cause] : nil
  }

  /// Where the call went that a time limit ended.
  func destination(ofWaitEnding event: TraceEvent) -> Int32? {
    destinations[event.place]
  }

  private static func parts(_ text: String) -> (method: String, isRequest: Bool) {
    guard let space = text.lastIndex(of: " ") else { return (text, true) }
    return (String(text[..<space]), text[space...] == " request")
  }

  private mutating func send(
    _ event: TraceEvent, _ index: Int32, _ before: TraceEvent?, _ trace: Trace
  ) -> [Link] {
    let (method, isRequest) = MessageLedger.parts(trace.text(event.text))
    if isRequest {
      destinations[event.place] = event.peer
      return []
    }
    let exchange = Exchange(server: event.place, client: event.peer, method: method)
    let served = serving[Int(index)]
    var request = served >= 0 ? trace.events[Int(served)].cause : -1
    let isSame = open[exchange]?.contains(request) ?? false
    if !isSame { request = open[exchange]?.last ?? -1 }
    if let before, before.kind == .messageRefused, before.instant == event.instant {
      request = before.cause
    }
    guard request >= 0 else { return [] }
    open[exchange]?.removeAll { $0 == request }
    answered[index] = request
    return []
  }

  private mutating func deliver(_ event: TraceEvent, _ index: Int32, _ trace: Trace) -> [Link] {
    var links = [Link(from: event.cause, kind: .message)]
    links += fates[event.subject, default: []].map { Link(from: $0, kind: .fate) }
    let (method, isRequest) = MessageLedger.parts(trace.text(event.text))
    if isRequest {
      serving[Int(index)] = index
      open[Exchange(server: event.place, client: event.peer, method: method), default: []]
        .append(event.cause)
    } else if let request = answered[event.cause] {
      // The answer wakes the task that asked, which goes on with what it was doing.
      serving[Int(index)] = serving[Int(request)]
    }
    return links
  }

  private mutating func meet(_ event: TraceEvent, _ index: Int32) -> [Link] {
    fates[event.subject, default: []].append(index)
    let request = answered[event.cause] ?? event.cause
    if request >= 0 { troubles[request, default: []].append(index) }
    return [Link(from: event.cause, kind: .message)]
  }

  /// The arrival of the request that the task of an event works on; -1 for none.
  package func arrival(servedBy event: Int) -> Int { Int(serving[event]) }

  /// The sending of the request that an answer's sending answers.
  package func request(answeredBySending sending: Int) -> Int32? { answered[Int32(sending)] }

  /// The sending of the request that somebody no longer waits for.
  package func request(givenUpBy event: TraceEvent, _ trace: Trace) -> Int32? {
    guard let method = trace.text(event.text).split(separator: " ").last else { return nil }
    let wanted = "\(method) request"
    var index = event.previous
    // Between asking and giving up a task does nothing but be told of what becomes of its message.
    for _ in 0..<16 where index >= 0 {
      let earlier = trace.events[Int(index)]
      if earlier.kind == .messageSent, trace.text(earlier.text) == wanted { return index }
      index = earlier.previous
    }
    return nil
  }

  /// Who gives up does so because of what became of the request or of its answer.
  private func giveUp(_ event: TraceEvent, _ trace: Trace) -> [Link] {
    guard let request = request(givenUpBy: event, trace) else { return [] }
    return troubles[request, default: []].map { Link(from: $0, kind: .fate) }
  }
}
