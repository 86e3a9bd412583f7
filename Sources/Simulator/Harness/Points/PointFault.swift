import Engine
import Primitives
import World

/// Something that goes wrong at one point of a run.
package struct PointFault: Hashable, Sendable {
  /// What goes wrong.
  package enum Harm: Hashable, Sendable {
    /// The host crashes there and comes back as its scenario says, or after so long.
    case crash(downFor: Duration?)
    /// The host freezes there and goes on after so long, as if no time had passed.
    case pause(Duration)
    /// The message is lost.
    case lose
    /// The message arrives once more, so long after it arrived.
    case duplicate(after: Duration)
    /// The message arrives so much later.
    case delay(Duration)
  }

  /// Where.
  package let point: RunPoint
  /// What.
  package let harm: Harm

  /// A harm at a point.
  ///
  /// - Precondition: messages are harmed as messages, hosts at all other points.
  package init(_ harm: Harm, at point: RunPoint) {
    precondition(
      harm.isOfMessage == (point.kind == .message), "\(harm) does not happen at \(point)")
    self.point = point
    self.harm = harm
  }

  /// The id that the how manieth of a run's point faults goes by in plan and trace, from zero on.
  package static func id(_ index: Int) -> String { "at-point-\(index + 1)" }

  /// The fault as a plan has it; nothing when the run has no such host.
  ///
  /// - Parameter host: finds a host by its name.
  func planned(_ id: String, host: (String) -> Int32?) -> PlannedFault? {
    guard let place = host(point.host) else { return nil }
    switch point.kind {
    case .failpoint:
      return ofHost(id, .failpoint(FailpointCondition(point.name, on: [place], nth: point.nth)))
    case .commit:
      return ofHost(id, .event(EventCondition(.committed, on: [place], nth: point.nth)))
    case .sending:
      return ofHost(id, .event(EventCondition(.messageSent, on: [place], nth: point.nth)))
    case .arrival:
      return ofHost(id, .event(EventCondition(.messageDelivered, on: [place], nth: point.nth)))
    case .message:
      guard let peer = host(point.peer) else { return nil }
      let condition = MessageCondition(
        paths: [FaultPath(from: [place], to: [peer])], method: point.name, nth: point.nth,
        leg: point.isReply ? .reply : .request)
      return PlannedFault(id, .message(condition), fault)
    }
  }

  private var fault: Fault {
    switch harm {
    case .crash: .crash()
    case .pause: .pause
    case .lose: .drop
    case .duplicate(let after): .duplicate(after: .constant(after))
    case .delay(let delay): .delay(.constant(delay))
    }
  }

  private func ofHost(_ id: String, _ trigger: FaultTrigger) -> PlannedFault {
    let lasting: Duration? =
      switch harm {
      case .crash(let downFor): downFor
      case .pause(let span): span
      case .lose, .duplicate, .delay: nil
      }
    return PlannedFault(id, trigger, fault, lasting: lasting.map { .constant($0) })
  }
}

extension PointFault.Harm {
  /// Whether it happens to a message.
  package var isOfMessage: Bool {
    switch self {
    case .crash, .pause: false
    case .lose, .duplicate, .delay: true
    }
  }

  /// Whether a host keeps its memory and does nothing for a while.
  package var isPause: Bool {
    if case .pause = self { true } else { false }
  }

  /// What it is in a word.
  package var word: String {
    switch self {
    case .crash: "crash"
    case .pause: "pause"
    case .lose: "lose"
    case .duplicate: "duplicate"
    case .delay: "delay"
    }
  }
}

extension FaultTrigger {
  fileprivate static func failpoint(_ condition: FailpointCondition) -> FaultTrigger {
    var trigger = FaultTrigger()
    trigger.failpoint = condition
    return trigger
  }
}
