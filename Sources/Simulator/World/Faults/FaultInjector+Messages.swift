import Engine
import Primitives
import ServiceRuntime

/// What faults do to messages one by one.
extension FaultInjector: MessageRule {
  package func judge(_ message: MessageInfo, _ fate: inout MessageFate) {
    if message.isReply { loseReply(message, &fate) }
    guard !isQuiet || armed.contains(where: { !$0.planned.heals }) else { return }
    for fault in armed {
      if fault.planned.fault.kind.concernsMessages {
        if isHit(fault, message) { hit(fault, message, &fate) }
      } else if let condition = fault.trigger.message, !isQuiet, condition.matches(message),
        fault.takes(condition.nth, at: simulation.now, address: message.address)
      {
        let occasion = FaultOccasion(
          source: message.source, destination: message.destination, address: message.address)
        simulation.interrupt { self.strikeLater(fault, occasion) }
      }
    }
  }

  /// Whether a fault of messages hits this one.
  private func isHit(_ fault: ArmedFault, _ message: MessageInfo) -> Bool {
    if isQuiet && fault.planned.heals { return false }
    guard suits(fault.planned, message) else { return false }
    guard let condition = fault.trigger.message else {
      return fault.openings > 0 && fault.takes(at: simulation.now, address: message.address)
    }
    guard condition.matches(message) else { return false }
    if fault.openings > 0 {
      fault.matches += 1
      return !fault.isSpent
    }
    return fault.takes(condition.nth, at: simulation.now, address: message.address)
  }

  /// Whether the fault makes sense for a message, and the message is on a link that it is about.
  private func suits(_ planned: PlannedFault, _ message: MessageInfo) -> Bool {
    switch planned.fault {
    case .refuse, .hang: if message.isReply { return false }
    case .loseReply:
      if message.isReply && planned.trigger.message?.leg != .reply { return false }
    default: break
    }
    switch planned.target {
    case .occasion: return true
    case .hosts(let hosts), .oneOf(let hosts):
      return hosts.contains(message.source) || hosts.contains(message.destination)
    case .paths(let paths):
      return paths.contains { $0.contains(message.source, message.destination) }
    case .role(let service, let role):
      let hosts = hostsOfRole?(ServiceName(service), role) ?? []
      return hosts.contains(message.source) || hosts.contains(message.destination)
    }
  }

  private func hit(_ fault: ArmedFault, _ message: MessageInfo, _ fate: inout MessageFate) {
    let address = message.address
    let path = FaultPath(from: [message.source], to: [message.destination])
    var copied: FaultPath?
    switch fault.planned.fault {
    case .drop: fate.isLost = true
    case .delay(let delay): fate.delay += fault.draw(delay, "delay", at: address)
    case .duplicate(let copies, let after):
      for copy in 0..<copies {
        fate.copies.append(fault.draw(after, StreamKey("copy \(copy)"), at: address))
      }
      copied = path
    case .reorder(let span):
      fate.setback += fault.draw(.uniform(.zero, span), "setback", at: address)
    case .corrupt(let damage): fate.damage = damage
    case .refuse: fate.isRefused = true
    case .hang: fate.isHung = true
    case .loseReply:
      if message.isReply {
        fate.isLost = true
      } else {
        message.call.note.second = UInt64(fault.number) + 1
      }
    default: preconditionFailure("\(fault.planned.fault.kind) happens to no message")
    }
    openStretch(of: fault)
    count(
      fault, hitting: [message.destination], from: message.source,
      as: FaultSpell(
        id: fault.planned.id, from: simulation.now, paths: copied == nil ? [path] : [],
        copied: copied, operation: (message.call.original ?? message.call).note.third))
  }

  /// A hit whose fault lasts a while hits every further message until it is over.
  private func openStretch(of fault: ArmedFault) {
    guard fault.trigger.message != nil, fault.openings == 0, let lasting = fault.planned.lasting
    else { return }
    fault.openings = 1
    schedule(at: simulation.now + fault.draw(lasting, "lasting", fault.strikes)) {
      fault.openings = 0
    }
  }

  /// Loses the reply to a request that was chosen when it was sent.
  private func loseReply(_ message: MessageInfo, _ fate: inout MessageFate) {
    guard message.call.note.second != 0 else { return }
    message.call.note.second = 0
    fate.isLost = true
  }
}
