import Engine
import Primitives
import World

/// The points of a run at which something could have gone wrong, in the order of the run.
///
/// They end where the calm at the end begins, since nothing goes wrong after that. Clients never
/// crash: nobody would start them again.
package struct RunPoints {
  /// A point and where the run has it.
  package struct Entry: Sendable {
    /// The point.
    package let point: RunPoint
    /// Its event in the trace.
    package let event: Int
    /// How long the caller of a message would have gone on waiting.
    ///
    /// Nothing where that is longer than the run.
    package let patience: Duration?
  }

  /// The points.
  package let entries: [Entry]
  /// The longest that a service would have waited for an answer, of what the run can outlast.
  package let longestPatience: Duration?

  /// The points of a run with a full trace and surveyed messages.
  package init(_ record: RunRecord) {
    var collector = PointCollector(record)
    entries = collector.collect()
    longestPatience = collector.longestPatience
  }

  /// How many points there are of a kind.
  package func count(of kind: RunPoint.Kind) -> Int {
    entries.count { $0.point.kind == kind }
  }
}

/// Counts the events of a trace as the conditions of faults count them.
private struct PointCollector {
  private let trace: Trace
  private let end: Int
  private let limit: Instant
  private let isService: [Bool]
  private var messages: ArraySlice<SurveyedMessage>
  private var counts: [String: Int] = [:]
  private var entries: [RunPoints.Entry] = []
  private let scenario: Scenario
  private(set) var longestPatience: Duration?

  init(_ record: RunRecord) {
    trace = record.trace
    scenario = record.scenario
    end = min(record.calm ?? record.traceLength, record.traceLength)
    messages = record.messages[...]
    limit = .zero + record.scenario.limits.time
    let services = record.scenario.services
    isService = record.trace.places.map { name in
      guard let dash = name.lastIndex(of: "-") else { return false }
      return services[String(name[..<dash])] != nil
    }
  }

  mutating func collect() -> [RunPoints.Entry] {
    for index in 0..<end { take(trace.events[index], index) }
    return entries
  }

  private mutating func take(_ event: TraceEvent, _ index: Int) {
    guard event.place >= 0, let host = trace.name(of: event.place) else { return }
    let mayCrash = isService[Int(event.place)]
    switch event.kind {
    case .failpointReached:
      let name = trace.text(event.text)
      let nth = next("failpoint \(host) \(name)")
      if mayCrash { add(.failpoint(name, on: host, nth: nth), index) }
    case .committed:
      let nth = next("commit \(host)")
      if mayCrash { add(.step(.commit, of: host, nth: nth), index) }
    case .messageDelivered:
      let nth = next("arrival \(host)")
      if mayCrash { add(.step(.arrival, of: host, nth: nth), index) }
    case .messageSent:
      let nth = next("sending \(host)")
      addMessage(event, index, from: host)
      if mayCrash { add(.step(.sending, of: host, nth: nth), index) }
    default:
      break
    }
  }

  private mutating func addMessage(_ event: TraceEvent, _ index: Int, from host: String) {
    guard let message = messages.first, message.event == index,
      let peer = trace.name(of: event.peer)
    else { return }
    messages.removeFirst()
    let nth = next("message \(host) \(peer) \(message.method) \(message.isReply)")
    let patience = message.patience.flatMap { $0 < limit - event.instant ? $0 : nil }
    if let patience, isService[Int(event.place)], !message.isReply,
      scenario.isOutlasted(patience)
    {
      longestPatience = max(longestPatience ?? patience, patience)
    }
    add(
      .message(message.method, isReply: message.isReply, from: host, to: peer, nth: nth), index,
      patience)
  }

  private mutating func next(_ key: String) -> Int {
    let count = counts[key, default: 0] + 1
    counts[key] = count
    return count
  }

  private mutating func add(_ point: RunPoint, _ event: Int, _ patience: Duration? = nil) {
    entries.append(RunPoints.Entry(point: point, event: event, patience: patience))
  }
}
