package import Engine
import World

/// The faults that have struck and are not over, while a trace is read from the front.
package struct StandingFaults {
  /// A fault that stands.
  private struct Standing {
    let event: Int32
    let id: String
    let kind: String
    let place: Int32
    let hosts: String
  }

  private var standing: [Standing] = []

  /// No fault yet.
  package init() {}

  /// Takes in an event; gives the strike that a healing ends.
  package mutating func take(_ event: TraceEvent, _ index: Int32, in trace: Trace) -> Int32? {
    guard event.kind == .faultStruck || event.kind == .faultHealed else { return nil }
    let (id, kind) = StandingFaults.parts(trace.text(event.text))
    switch event.kind {
    case .faultStruck:
      // A fault of messages strikes once for each; the last strike stands for all.
      if FaultKind(rawValue: kind)?.concernsMessages == true {
        standing.removeAll { $0.id == id }
      }
      standing.append(
        Standing(
          event: index, id: id, kind: kind, place: event.place, hosts: trace.text(event.detail)))
      return nil
    case .faultHealed:
      guard let position = standing.lastIndex(where: { $0.id == id }) else { return nil }
      return standing.remove(at: position).event
    default:
      return nil
    }
  }

  /// The fault that explains what became of a message or a disk, if one stands.
  func behind(_ event: TraceEvent, in trace: Trace) -> Int32? {
    let kinds: [FaultKind]
    switch event.kind {
    case .messageCut: kinds = [.partition]
    case .messageLost: kinds = [.loseReply, .drop]
    case .messageHeld: kinds = [.hold]
    case .messageDelayed: kinds = [.clog, .delay]
    case .diskFailed, .commitLost:
      kinds = [.diskError, .diskFull, .diskLie, .diskTorn, .diskStall]
    default: return nil
    }
    let words = kinds.map(\.rawValue)
    let places = [event.place, event.peer].compactMap { trace.name(of: $0) }
    let fitting = standing.filter { words.contains($0.kind) }
    return
      (fitting.last { fault in places.contains { fault.hosts.contains($0) } }
      ?? fitting.last)?.event
  }

  /// The faults of a host that keep it from answering in time.
  func hindering(_ event: TraceEvent, at host: Int32?) -> [Int32] {
    guard let host else { return [] }
    let kinds: [FaultKind] = [.pause, .slow, .diskStall, .storeFailover, .clog, .hold, .crash]
    let words = kinds.map(\.rawValue)
    return standing.filter { $0.place == host && words.contains($0.kind) }.map(\.event)
  }

  /// A fault's id and kind, as its events tell them: `die-before-reply: crash is over`.
  package static func parts(_ text: String) -> (id: String, kind: String) {
    guard let colon = text.lastIndex(of: ":") else { return (text, "") }
    let kind = text[text.index(after: colon)...].drop { $0 == " " }
    let over = " is over"
    return (
      String(text[..<colon]),
      kind.hasSuffix(over) ? String(kind.dropLast(over.count)) : String(kind)
    )
  }
}
