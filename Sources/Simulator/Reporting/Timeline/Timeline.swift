import Checking
import Engine
package import Harness
import Primitives
import World

/// A run as a sequence of moments that a person can follow.
///
/// Not every event is a moment: arrivals of messages that lead to a moment of their own, commits
/// that the service tells in its own words and the like are left out.
package struct Timeline {
  /// The moments in order of time.
  package let moments: [Moment]
  /// How many events the run had that are not told.
  package let omitted: Int

  /// The timeline of a run with a full trace.
  package init(_ record: RunRecord) {
    var teller = MomentTeller(record)
    moments = teller.moments()
    omitted = record.trace.events.count - moments.count
  }

  /// The moments around an event: at most so many before it and after it.
  package func around(_ event: Int, before: Int, after: Int) -> ArraySlice<Moment> {
    let center = moments.firstIndex { $0.event >= event } ?? moments.endIndex
    let first = max(moments.startIndex, center - before)
    let last = min(moments.endIndex, center + after + 1)
    return moments[first..<last]
  }
}

/// Puts events into words.
private struct MomentTeller {
  private let record: RunRecord
  private let trace: Trace
  private let violation: Int?

  init(_ record: RunRecord) {
    self.record = record
    trace = record.trace
    let evidence = record.firstViolation?.verdict.evidence
    let events = record.trace.events
    violation = evidence?.events.last { event in
      events.indices.contains(event) && events[event].instant == evidence?.when
    }
  }

  mutating func moments() -> [Moment] {
    var result: [Moment] = []
    for (index, event) in trace.events.enumerated() {
      guard let (text, weight) = words(for: event) else { continue }
      result.append(
        Moment(
          instant: event.instant, place: trace.name(of: event.place) ?? "", text: text,
          event: index, weight: index == violation ? .violation : weight))
    }
    return result
  }

  private func words(for event: TraceEvent) -> (String, Moment.Weight)? {
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
    case .committed: return ("commits \(MomentTeller.cut(text))", .ordinary)
    case .commitLost, .diskFailed, .recovered: return (text, .fault)
    case .lockWaited, .rolledBack: return (text, .ordinary)
    case .operationInvoked: return ("asks: \(text)", .ordinary)
    case .operationSucceeded: return ("is told: \(trace.detail(event))", .ordinary)
    case .operationFailed, .operationUnknown:
      return ("is told: \(trace.detail(event))", .ordinary)
    case .timedOut: return (text, .fault)
    case .logged: return (text, .ordinary)
    case .failpointReached: return nil
    case .messageDelivered, .messageReleased, .spanBegan, .spanEnded, .measured, .taskStarted,
      .propertyBroken, .drawn, .published, .consumed, .acknowledged, .redelivered, .deadLettered:
      return nil
    }
  }
}

extension MomentTeller {
  /// The most characters of a commit's changes that a line shows.
  private static let widest = 88

  /// A text cut to a width, with a mark where something is missing.
  fileprivate static func cut(_ text: String) -> String {
    text.count <= widest ? text : text.prefix(widest - 1) + "…"
  }
}

extension Trace {
  /// An event's further words, or its text where it has none.
  func detail(_ event: TraceEvent) -> String {
    event.detail >= 0 ? text(event.detail) : text(event.text)
  }
}
