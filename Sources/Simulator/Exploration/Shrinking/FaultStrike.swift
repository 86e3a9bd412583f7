import Checking
import Engine
import Harness
import Primitives

/// A strike of a fault in a full trace, and what was going on where it struck.
struct FaultStrike {
  /// What a fault could wait for in the place of an instant, the likeliest first.
  let occasions: [ScenarioTrigger]

  /// The first strike of a fault; nothing where it never struck.
  init?(_ record: RunRecord, of id: String) {
    let events = record.trace.events
    guard
      let index = events.firstIndex(where: {
        $0.kind == .faultStruck && FaultStrike.id(of: $0, in: record.trace) == id
      })
    else { return nil }
    let strike = events[index]
    let before = events[..<index]
    var occasions: [ScenarioTrigger] = []
    // The point of the code that was reached last before, and the one before that.
    let points = before.indices.reversed().filter {
      before[$0].kind == .failpointReached && before[$0].place == strike.place
    }
    for point in points.prefix(3) {
      if let trigger = FaultStrike.failpoint(point, record) { occasions.append(trigger) }
    }
    let messages = before.indices.reversed().filter {
      before[$0].kind == .messageSent
        && (before[$0].place == strike.place || before[$0].peer == strike.place)
    }
    for message in messages.prefix(3) {
      guard let hit = MessageHits.Hit(message, record) else { continue }
      for namesType in [true, false] {
        var trigger = ScenarioTrigger()
        trigger.message = hit.trigger(namesType: namesType)
        occasions.append(trigger)
      }
    }
    self.occasions = occasions
  }

  /// The fault that a strike is of.
  static func id(of event: TraceEvent, in trace: Trace) -> String {
    let text = trace.text(event.text)
    return text.lastIndex(of: ":").map { String(text[..<$0]) } ?? text
  }

  private static func failpoint(_ index: Int, _ record: RunRecord) -> ScenarioTrigger? {
    let (trace, event) = (record.trace, record.trace.events[index])
    guard let place = trace.name(of: event.place), let dash = place.lastIndex(of: "-") else {
      return nil
    }
    let service = String(place[..<dash])
    let nth = trace.events[...index].count { other in
      other.kind == .failpointReached && trace.text(other.text) == trace.text(event.text)
        && trace.name(of: other.place)?.hasPrefix("\(service)-") == true
    }
    var failpoint = FailpointTrigger()
    failpoint.service = service
    failpoint.name = trace.text(event.text)
    failpoint.nth = nth
    var trigger = ScenarioTrigger()
    trigger.failpoint = failpoint
    return trigger
  }
}

/// The messages that a fault hit before a law was broken, each told from all others.
struct MessageHits {
  /// The messages in order.
  let hits: [Hit]

  /// A message among those of a run.
  struct Hit {
    private let path: Selector
    private let type: String
    private let leg: MessageTrigger.Leg
    /// The how manieth it is on its way of its type, and of any type.
    private let number: (ofType: Int, ofAny: Int)

    /// The message whose sending is the event of an index.
    init?(_ index: Int, _ record: RunRecord) {
      let trace = record.trace
      let event = trace.events[index]
      guard let from = trace.name(of: event.place), let to = trace.name(of: event.peer),
        let source = try? HostSelector(hostName: from),
        let destination = try? HostSelector(hostName: to)
      else { return nil }
      let words = trace.text(event.text).split(separator: " ")
      guard words.count == 2 else { return nil }
      path = .link(from: source, to: destination, bothWays: false)
      type = String(words[0])
      let isRequest = words[1] == "request"
      leg = isRequest ? .request : .reply
      let alike = trace.events[...index].filter { other in
        guard other.kind == .messageSent, other.place == event.place, other.peer == event.peer
        else { return false }
        return trace.text(other.text).hasSuffix(" request") == isRequest
      }
      number = (
        alike.count { trace.text($0.text).split(separator: " ").first == words[0] }, alike.count
      )
    }

    /// What waits for this message.
    func trigger(namesType: Bool) -> MessageTrigger {
      var trigger = MessageTrigger()
      trigger.path = path
      trigger.type = namesType ? type : nil
      trigger.nth = namesType ? number.ofType : number.ofAny
      trigger.leg = leg
      return trigger
    }
  }

  /// The messages that a fault hit.
  init(_ record: RunRecord, of id: String) {
    let trace = record.trace
    let end = record.firstViolation?.verdict.evidence?.when ?? record.end
    hits = trace.events.indices.compactMap { index in
      let event = trace.events[index]
      guard event.kind == .faultStruck, event.instant <= end,
        FaultStrike.id(of: event, in: trace) == id
      else { return nil }
      // A message is judged as soon as its sending is written down.
      let sending = trace.events[..<index].lastIndex {
        $0.kind == .messageSent && $0.place == event.peer && $0.peer == event.place
      }
      return sending.flatMap { Hit($0, record) }
    }
  }
}

extension HostSelector {
  /// The one host of a name, as traces call it.
  fileprivate init(hostName name: String) throws(NotationMistake) {
    let client = "client-"
    self = try HostSelector(
      name.hasPrefix(client) ? "client:\(name.dropFirst(client.count))" : name)
  }
}
