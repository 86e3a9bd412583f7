package import Engine
package import Harness
import Primitives
import World

/// Puts the events of a trace into words, those that belong together into one line.
///
/// A fault and what it does to a host or a message are two events and one thing that happened, so
/// they are told once: by what happened, with the fault's name behind it.
package struct EventWords {
  private let trace: Trace
  private let count: Int
  /// By event: what to add to its words.
  private var remarks: [Int: String] = [:]
  /// The events that another one tells, with that other one.
  private var told: [Int: Int] = [:]
  /// Strikes that will lose an answer that has not been sent yet.
  private var pending: [Int] = []

  /// The words for the events of a run with a full trace.
  package init(_ record: RunRecord) {
    trace = record.trace
    count = record.traceLength
    for index in trace.events.indices.prefix(count) {
      switch trace.events[index].kind {
      case .faultStruck: attachStrike(index)
      case .faultHealed: attachHealing(index)
      case .messageLost: attachLoss(index)
      default: break
      }
    }
  }

  /// A strike is told by the first effect at the same place and instant.
  private mutating func attachStrike(_ index: Int) {
    let strike = trace.events[index]
    if StandingFaults.parts(trace.text(strike.text)).kind == FaultKind.loseReply.rawValue {
      pending.append(index)
      return
    }
    for next in index + 1..<min(index + 4, max(count, index + 1)) {
      let event = trace.events[next]
      guard event.instant == strike.instant else { return }
      guard event.kind.isEffectOfFaults, event.place == strike.place else { continue }
      tell(index, with: next, "fault \(faultID(strike))")
      return
    }
  }

  /// The loss of an answer that was decided when its request was sent.
  private mutating func attachLoss(_ index: Int) {
    let loss = trace.events[index]
    guard remarks[index] == nil,
      let position = pending.firstIndex(where: {
        trace.events[$0].place == loss.peer && trace.events[$0].peer == loss.place
      })
    else { return }
    let strike = pending.remove(at: position)
    tell(strike, with: index, "fault \(faultID(trace.events[strike]))")
  }

  /// A healing is told by what it brings back at the same place and instant.
  private mutating func attachHealing(_ index: Int) {
    let healing = trace.events[index]
    for last in stride(from: index - 1, through: max(index - 3, 0), by: -1) {
      let event = trace.events[last]
      guard event.instant == healing.instant else { return }
      let isEffect = event.kind == .processStarting || event.kind == .processResumed
      guard isEffect, event.place == healing.place else { continue }
      tell(index, with: last, "\(faultID(healing)) is over")
      return
    }
  }

  private mutating func tell(_ index: Int, with other: Int, _ remark: String) {
    told[index] = other
    let before = remarks[other].map { "\($0), " } ?? ""
    remarks[other] = before + remark
  }

  /// The id of the fault that an event is about.
  package func faultID(_ event: TraceEvent) -> String {
    StandingFaults.parts(trace.text(event.text)).id
  }

  /// The fault that an event's own line names, such as `fault die-before-reply`.
  package func remark(_ index: Int) -> String? { remarks[index] }

  /// The event whose line tells this one, this one itself for most.
  package func teller(of index: Int) -> Int { told[index] ?? index }

  /// Whether another event's line tells this one.
  package func isTold(_ index: Int) -> Bool { told[index] != nil }

  /// The line for an event; nothing for events that a timeline leaves out.
  package func words(_ index: Int) -> (text: String, weight: Moment.Weight)? {
    guard told[index] == nil, let (text, weight) = plain(trace.events[index]) else {
      return nil
    }
    guard let remark = remarks[index] else { return (text, weight) }
    return ("\(text) (\(remark))", weight)
  }

  /// The words for any event, also those that a timeline leaves out.
  package func label(_ index: Int) -> String {
    let event = trace.events[index]
    if let (text, _) = plain(event) {
      return remarks[index].map { "\(text) (\($0))" } ?? text
    }
    let text = trace.text(event.text)
    let peer = trace.name(of: event.peer) ?? ""
    switch event.kind {
    case .messageDelivered: return "\(text) from \(peer) arrives"
    case .messageReleased: return "\(text) from \(peer) goes on"
    default: return text.isEmpty ? event.kind.name : "\(event.kind.name): \(text)"
    }
  }

  private func plain(_ event: TraceEvent) -> (String, Moment.Weight)? {
    let text = trace.text(event.text)
    let peer = trace.name(of: event.peer) ?? ""
    switch event.kind {
    case .messageSent: return ("\(text) -> \(peer)", .ordinary)
    case .messageLost, .messageCut: return ("\(text) from \(peer) is lost", .fault)
    case .messageOverflowed: return ("\(text) from \(peer) finds no room", .fault)
    case .messageDuplicated: return ("\(text) from \(peer) will arrive twice", .fault)
    case .messageCorrupted: return ("\(text) from \(peer) is damaged", .fault)
    case .messageHung: return ("\(text) from \(peer) hangs", .fault)
    case .messageReordered: return ("\(text) from \(peer) may be overtaken", .fault)
    case .messageDelayed: return ("\(text) from \(peer) is delayed", .fault)
    case .messageHeld: return ("\(text) from \(peer) is held back", .fault)
    case .messageRefused: return ("\(text) from \(peer) is refused", .fault)
    case .messageReset: return ("\(text) to \(peer) breaks off", .fault)
    case .messageLate: return ("\(text) from \(peer) comes too late", .ordinary)
    case .processStarting, .processStarted, .processDraining, .processStopped:
      return (text, .ordinary)
    case .processCrashed, .processPaused, .processResumed: return (text, .fault)
    case .faultStruck, .faultHealed: return (text, .fault)
    case .committed: return ("commits \(text.shortened(to: EventWords.widest))", .ordinary)
    case .commitLost, .diskFailed, .recovered: return (text, .fault)
    case .lockWaited, .rolledBack: return (text, .ordinary)
    case .operationInvoked: return ("asks: \(text)", .ordinary)
    case .operationSucceeded, .operationFailed, .operationUnknown:
      return ("is told: \(trace.detail(event))", .ordinary)
    case .timedOut: return (text, .fault)
    case .logged: return (text, .ordinary)
    case .failpointReached, .messageDelivered, .messageReleased, .spanBegan, .spanEnded, .measured,
      .taskStarted, .propertyBroken, .drawn, .published, .consumed, .acknowledged, .redelivered,
      .deadLettered:
      return nil
    }
  }

  /// The most characters of a commit's changes that a line shows.
  private static let widest = 88
}

extension Trace {
  /// An event's further words, or its text where it has none.
  func detail(_ event: TraceEvent) -> String {
    event.detail >= 0 ? text(event.detail) : text(event.text)
  }
}
