import Engine
import Harness
import Primitives

/// Puts the events of a violation's core into sentences, and says how much each is worth.
struct SentenceTeller {
  /// A sentence that the story may take.
  struct Candidate {
    /// The sentence.
    let sentence: StorySentence
    /// How much the story would lose without it.
    let worth: Int
  }

  private let explanation: Explanation
  private let trace: Trace
  private let words: EventWords
  private let changes: [Int: [StateChange]]
  private let keys: Set<String>
  private var attempts: [Int: Int] = [:]
  private var lastAttempts: Set<Int> = []

  init(_ explanation: Explanation) {
    self.explanation = explanation
    trace = explanation.record.trace
    words = EventWords(explanation.record)
    let changes = Dictionary(grouping: explanation.record.stateChanges, by: \.event)
    self.changes = changes
    let roots = explanation.roots.flatMap { changes[$0, default: []] }
    keys = Set(roots.map(\.key))
    countAttempts()
  }

  /// Numbers the requests that say the same thing for the same operation.
  private mutating func countAttempts() {
    /// What two attempts have in common.
    struct Request: Hashable {
      let place: Int32
      let operation: Int32
      let text: String
      let content: String
    }
    var counts = OrderedDictionary<Request, (count: Int, last: Int)>()
    for event in explanation.core.events where trace.events[event].kind == .messageSent {
      let sent = trace.events[event]
      let text = trace.text(sent.text)
      guard text.hasSuffix(" request") else { continue }
      let request = Request(
        place: sent.place, operation: explanation.graph.operations[event], text: text,
        content: trace.text(sent.detail))
      let number = (counts[request]?.count ?? 0) + 1
      counts[request] = (number, event)
      attempts[event] = number
    }
    lastAttempts = Set(counts.values.map(\.last))
  }

  /// The sentence for an event of the core; nothing for what needs no telling.
  func candidate(_ index: Int) -> Candidate? {
    let event = trace.events[index]
    guard !words.isTold(index), let (text, worth) = sentence(index, event) else { return nil }
    let isOwn =
      explanation.graph.operations[index] == explanation.graph.operations[explanation.violation]
    let isDecisive =
      explanation.decisive.events.contains(index)
      || explanation.decisive.ids.contains { words.remark(index) == "fault \($0)" }
    // Where several requests met a fault, the one that broke the law is the one to tell.
    let bonus = (isOwn ? 6 : 0) + (isDecisive && (isOwn || isHost(event)) ? 20 : 0)
    let beginning = event.kind == .operationInvoked && isOwn ? 20 : 0
    let weight: Moment.Weight =
      index == explanation.violation ? .violation : words.words(index)?.weight ?? .ordinary
    return Candidate(
      sentence: StorySentence(
        instant: event.instant, text: text.shortened(to: 400), event: index, weight: weight),
      worth: worth + bonus + beginning)
  }

  /// Whether an event is what a service said.
  func isRemark(_ index: Int) -> Bool { trace.events[index].kind == .logged }

  /// Whether it happens to a host rather than to a message.
  private func isHost(_ event: TraceEvent) -> Bool {
    switch event.kind {
    case .processCrashed, .processPaused, .commitLost, .diskFailed, .recovered, .faultStruck: true
    default: false
    }
  }

  private func sentence(_ index: Int, _ event: TraceEvent) -> (String, Int)? {
    let place = trace.name(of: event.place) ?? "somewhere"
    let text = trace.text(event.text)
    switch event.kind {
    case .operationInvoked: return ("\(place) asks: \(text).", 7)
    case .operationFailed, .operationUnknown, .operationSucceeded:
      return ("\(place) is told: \(trace.detail(event)).", 3)
    case .messageSent: return sending(index, event, place)
    case .messageDelivered: return arrival(event, place)
    case .committed: return commit(index, event, place)
    case .timedOut:
      return ("\(place) \(text); whether it was done it cannot know.", 9)
    case .processStarting:
      return event.value > 1 ? ("\(place) starts again, life \(event.value).", 6) : nil
    case .processCrashed:
      return ("\(place) \(text)\(by(index)): what it had in memory is gone.", 9)
    case .processPaused: return ("\(place) freezes\(by(index)).", 9)
    case .processResumed: return ("\(place) goes on\(by(index)).", 7)
    case .faultStruck:
      let (id, kind) = StandingFaults.parts(text)
      let hosts = event.detail >= 0 ? " of \(trace.text(event.detail))" : ""
      return ("The fault \(id) strikes: \(kind)\(hosts).", 8)
    case .commitLost, .diskFailed, .recovered:
      return ("\(place): \(text)\(event.detail >= 0 ? ", \(trace.detail(event))" : "").", 9)
    case .rolledBack: return ("\(place): \(text), \(trace.detail(event)).", 5)
    case .logged: return ("\(place): \(text).", 1)
    case let kind where kind.isFate: return fate(index, event)
    default: return nil
    }
  }

  /// The fault that did it, as the end of a clause.
  private func by(_ index: Int) -> String {
    words.remark(index).map { " (\($0))" } ?? ""
  }

  private func fate(_ index: Int, _ event: TraceEvent) -> (String, Int)? {
    let to = trace.name(of: event.place) ?? ""
    let from = trace.name(of: event.peer) ?? ""
    let what = trace.text(event.text)
    switch event.kind {
    case .messageLost, .messageCut:
      return ("The \(what) from \(from) never reaches \(to)\(by(index)).", 9)
    case .messageRefused: return ("\(to) refuses the \(what) from \(from)\(by(index)).", 4)
    case .messageDuplicated:
      return ("The \(what) from \(from) will reach \(to) twice\(by(index)).", 9)
    default:
      guard let line = words.words(index) else { return nil }
      return ("On the way to \(to): \(line.text).", event.kind == .messageLate ? 4 : 8)
    }
  }

  private func sending(_ index: Int, _ event: TraceEvent, _ place: String) -> (String, Int)? {
    let peer = trace.name(of: event.peer) ?? ""
    let text = trace.text(event.text)
    guard let number = attempts[index] else { return nil }
    let method = text.dropLast(" request".count)
    guard number > 1 else {
      let follows = event.previous >= 0 ? trace.events[Int(event.previous)].kind : .logged
      // What a client asks has been told with its command.
      return follows == .operationInvoked ? nil : ("\(place) asks \(peer) for \(method).", 5)
    }
    return (
      "\(place) asks \(peer) for \(method) again, attempt \(number) of the same request.",
      lastAttempts.contains(index) ? 9 : 3
    )
  }

  private func arrival(_ event: TraceEvent, _ place: String) -> (String, Int)? {
    let text = trace.text(event.text)
    let peer = trace.name(of: event.peer) ?? ""
    if text.hasSuffix(" reset") {
      let method = text.dropLast(" reset".count)
      return (
        "\(place) learns that \(peer) ended before it answered \(method); whether it was done "
          + "\(place) cannot know.", 9
      )
    }
    if text.hasSuffix(" refusal") { return ("\(place) learns that nobody listens at \(peer).", 4) }
    return nil
  }

  /// Whether the same operation changed one of these records before.
  private func isRepeated(_ index: Int, _ changes: [StateChange]) -> Bool {
    let operations = explanation.graph.operations
    guard operations[index] >= 0 else { return false }
    return explanation.record.stateChanges.contains { earlier in
      earlier.event < index && operations[earlier.event] == operations[index]
        && changes.contains { $0.key == earlier.key && $0.place == earlier.place }
    }
  }

  private func commit(_ index: Int, _ event: TraceEvent, _ place: String) -> (String, Int)? {
    let all = changes[index, default: []]
    guard !all.isEmpty else { return nil }
    let touching = all.filter { keys.contains($0.key) }
    let isRoot = explanation.roots.contains(index)
    // A change says more than a new record.
    let shown = (touching.isEmpty ? all : touching).sorted { $0.old != nil && $1.old == nil }
    let parts = shown.prefix(2).map {
      "\($0.key) \(($0.old ?? "none").shortened(to: 60)) -> \(($0.new ?? "none").shortened(to: 60))"
    }
    let more = all.count - parts.count
    let rest = more > 0 ? " and \(more) more record\(more == 1 ? "" : "s")" : ""
    let again = isRoot && isRepeated(index, all) ? " once more" : ""
    // What a service finds when it starts belongs to no request and surprises nobody.
    let isInitial =
      explanation.graph.operations[index] < 0 && all.allSatisfy { $0.old == nil } && !isRoot
    if isInitial { return nil }
    return (
      "\(place) commits\(again): \(parts.joined(separator: ", "))\(rest).",
      isRoot ? 12 : touching.isEmpty ? 4 : 8
    )
  }
}
