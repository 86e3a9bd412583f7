import Engine
import Primitives

/// Reads the edges of a run's causal graph out of its trace, in one pass.
struct EdgeCollector {
  /// The edges found.
  private(set) var edges: [(from: Int32, to: Int32, kind: CausalEdge)] = []
  /// The operation that each event serves; -1 for none.
  private(set) var operations: [Int32]

  private let trace: Trace
  private let events: ArraySlice<TraceEvent>
  private var messages: MessageLedger
  private var lives: [Int32: Int32] = [:]
  /// Places where a process has ended, so that whoever answers there is a later one.
  private var revived: Set<Int32> = []
  private var standing = StandingFaults()
  private var commits: [RecordKey: Int32] = [:]
  private var changes: [Int: [StateChange]] = [:]

  /// A record of one host.
  private struct RecordKey: Hashable {
    let place: Int32
    let key: String
  }

  init(_ record: RunRecord) {
    trace = record.trace
    events = record.trace.events.prefix(record.traceLength)
    operations = [Int32](repeating: -1, count: record.traceLength)
    messages = MessageLedger(count: record.traceLength)
    changes = Dictionary(grouping: record.stateChanges, by: \.event)
  }

  mutating func collect() {
    for (position, event) in events.enumerated() {
      let index = Int32(position)
      let before = edges.count
      linkTask(event, index)
      linkMessage(event, index)
      linkFault(event, index)
      linkRecords(index)
      if edges.count == before { linkStep(event, index) }
      linkLife(event, index, isAlone: edges.count == before)
      inherit(event, index, from: before)
    }
  }

  private mutating func add(_ from: Int32, _ to: Int32, _ kind: CausalEdge) {
    guard from >= 0, from < to else { return }
    if edges.suffix(4).contains(where: { $0.from == from && $0.to == to }) { return }
    edges.append((from, to, kind))
  }

  private mutating func linkTask(_ event: TraceEvent, _ index: Int32) {
    add(event.previous, index, .task)
  }

  /// Messages: sending to arrival, fates to arrival or to who waited in vain.
  private mutating func linkMessage(_ event: TraceEvent, _ index: Int32) {
    let before = index > 0 ? events[Int(index) - 1] : nil
    for link in messages.take(event, index, before: before, in: trace) {
      add(link.from, index, link.kind)
    }
    if event.kind == .timedOut {
      for fault in standing.hindering(event, at: messages.destination(ofWaitEnding: event)) {
        add(fault, index, .fault)
      }
    }
  }

  private mutating func linkFault(_ event: TraceEvent, _ index: Int32) {
    if index > 0, event.kind.isEffectOfFaults {
      let last = events[Int(index) - 1]
      if last.kind == .faultStruck || last.kind == .faultHealed, last.instant == event.instant {
        add(index - 1, index, .fault)
      }
    }
    if let fault = standing.behind(event, in: trace) { add(fault, index, .fault) }
    if let ended = standing.take(event, index, in: trace) { add(ended, index, .fault) }
  }

  /// What was committed before under the same keys.
  private mutating func linkRecords(_ index: Int32) {
    for change in changes[Int(index), default: []] {
      let key = RecordKey(place: change.place, key: change.key)
      if let before = commits[key] { add(before, index, .record) }
      commits[key] = index
    }
  }

  /// What has no task and no message of its own happened in the step of the event before it.
  private mutating func linkStep(_ event: TraceEvent, _ index: Int32) {
    guard index > 0 else { return }
    let last = events[Int(index) - 1]
    let isNear = last.place == event.place || last.peer == event.place
    if last.instant == event.instant, isNear { add(index - 1, index, .step) }
  }

  /// A life follows the end of the one before; what is otherwise without cause needs the life.
  private mutating func linkLife(_ event: TraceEvent, _ index: Int32, isAlone: Bool) {
    guard event.place >= 0 else { return }
    switch event.kind {
    case .processStarting, .processStarted, .processCrashed, .processStopped, .processPaused,
      .processResumed:
      if let last = lives[event.place] { add(last, index, .life) }
      lives[event.place] = index
      if event.kind == .processCrashed || event.kind == .processStopped {
        revived.insert(event.place)
      }
    case .faultStruck, .faultHealed, .operationInvoked:
      break
    case .messageDelivered:
      // Whoever takes a message after a restart could not have taken it without.
      if let last = lives[event.place], revived.contains(event.place) { add(last, index, .life) }
    default:
      if isAlone, let last = lives[event.place] { add(last, index, .life) }
    }
  }

  /// An event serves the operation that what it follows from serves.
  private mutating func inherit(_ event: TraceEvent, _ index: Int32, from first: Int) {
    if event.kind == .operationInvoked {
      operations[Int(index)] = index
      return
    }
    if let sending = messages.request(answeredBy: event) {
      operations[Int(index)] = operations[Int(sending)]
      return
    }
    for edge in edges[first...] where edge.kind != .record && edge.kind != .life {
      guard operations[Int(edge.from)] >= 0 else { continue }
      operations[Int(index)] = operations[Int(edge.from)]
      return
    }
  }
}

extension TraceKind {
  /// Whether a fault may be what makes it happen in the same step.
  package var isEffectOfFaults: Bool {
    switch self {
    case .messageLost, .messageCut, .messageDuplicated, .messageCorrupted, .messageHeld,
      .messageReleased, .messageRefused, .messageReset, .messageOverflowed, .messageHung,
      .messageReordered, .messageDelayed, .processStarting, .processCrashed, .processDraining,
      .processStopped, .processPaused, .processResumed, .commitLost, .recovered, .diskFailed:
      true
    case .messageSent, .messageDelivered, .messageLate, .processStarted, .committed, .rolledBack,
      .lockWaited, .operationInvoked, .operationSucceeded, .operationFailed, .operationUnknown,
      .failpointReached, .logged, .spanBegan, .spanEnded, .measured, .taskStarted, .timedOut,
      .faultStruck, .faultHealed, .propertyBroken, .drawn, .published, .consumed, .acknowledged,
      .redelivered, .deadLettered:
      false
    }
  }

  /// Whether it says what became of a message on its way.
  package var isFate: Bool {
    switch self {
    case .messageLost, .messageCut, .messageDuplicated, .messageCorrupted, .messageHeld,
      .messageReleased, .messageRefused, .messageReset, .messageLate, .messageOverflowed,
      .messageHung, .messageReordered, .messageDelayed:
      true
    case .messageSent, .messageDelivered, .processStarting, .processStarted, .processCrashed,
      .processDraining, .processStopped, .processPaused, .processResumed, .committed, .commitLost,
      .rolledBack, .lockWaited, .diskFailed, .recovered, .operationInvoked, .operationSucceeded,
      .operationFailed, .operationUnknown, .failpointReached, .logged, .spanBegan, .spanEnded,
      .measured, .taskStarted, .timedOut, .faultStruck, .faultHealed, .propertyBroken, .drawn,
      .published, .consumed, .acknowledged, .redelivered, .deadLettered:
      false
    }
  }
}
