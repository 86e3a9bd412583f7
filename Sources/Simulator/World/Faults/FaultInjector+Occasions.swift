import Engine
package import ServiceRuntime
import Primitives

/// Waiting for occasions that the plan did not put at an instant.
extension FaultInjector: FailpointRule {
  /// Asked at every failpoint that is reached.
  package func verdict(at name: FailpointName, on host: Host) -> FailpointVerdict {
    var verdict = FailpointVerdict.pass
    for fault in armed where !isQuiet {
      guard let condition = fault.trigger.failpoint, condition.name == name.text,
        condition.hosts?.contains(host.index) ?? true
      else { continue }
      fault.failpointsSeen += 1
      let address = fault.address(host.key.word)
      guard fault.trigger.occasions == .failpoint,
        fault.takes(condition.nth, at: simulation.now, address: address)
      else { continue }
      let occasion = FaultOccasion(destination: host.index, address: address)
      switch fault.planned.fault {
      case .fail(let message):
        count(
          fault, hitting: [host.index],
          as: FaultSpell(id: fault.planned.id, from: simulation.now, hosts: [host.index]))
        verdict = .fail(RPCError(.internal, message))
      case .delay(let delay):
        let span = fault.draw(delay, "delay", at: address)
        count(
          fault, hitting: [host.index],
          as: FaultSpell(
            id: fault.planned.id, from: simulation.now, until: simulation.now + span,
            hosts: [host.index]))
        verdict = .delay(span)
      default:
        strikeLater(fault, occasion)
      }
    }
    if case .pass = verdict, let next = nextFailpointRule, host.process?.isFenced == false {
      return next.verdict(at: name, on: host)
    }
    return verdict
  }

  /// Told of everything that is recorded.
  func watch(_ kind: TraceKind, _ place: Int32, _ peer: Int32) {
    guard !isQuiet else { return }
    for fault in armed {
      guard let condition = fault.trigger.event, condition.matches(kind, place) else { continue }
      fault.eventsSeen += 1
      let address = fault.address(address(of: kind, place, peer))
      guard fault.trigger.occasions == .event,
        fault.takes(condition.nth, at: simulation.now, address: address)
      else { continue }
      let occasion = FaultOccasion(source: peer, destination: place, address: address)
      simulation.interrupt { self.strikeLater(fault, occasion) }
    }
  }

  /// What an event is apart from when it happens.
  private func address(of kind: TraceKind, _ place: Int32, _ peer: Int32) -> UInt64 {
    let places = [place, peer].map { index in
      cluster.hosts.indices.contains(Int(index)) ? cluster.hosts[Int(index)].key : "nowhere"
    }
    return StreamKey(places[0], places[1]).word ^ UInt64(kind.rawValue)
  }

  /// Told that another fault has struck.
  func follow(_ earlier: ArmedFault, _ occasion: FaultOccasion) {
    for fault in armed where fault.trigger.afterFault == earlier.planned.id {
      fault.hasFollowed = true
      if fault.trigger.occasions == .afterFault { occur(fault, occasion) }
    }
  }

  /// An occasion by time or by another fault: taken or not, and struck at once or after a while.
  func occur(_ fault: ArmedFault, _ occasion: FaultOccasion) {
    guard !isQuiet else { return }
    if fault.planned.fault.kind.concernsMessages {
      // Probability and budget are asked about each message, not about the stretch.
      if fault.isAllowed(at: simulation.now) { strikeLater(fault, occasion) }
    } else if fault.takes(at: simulation.now) {
      strikeLater(fault, occasion)
    }
  }

  /// Strikes now, or after the delay of the trigger.
  func strikeLater(_ fault: ArmedFault, _ occasion: FaultOccasion) {
    guard let delay = fault.trigger.delay else { return strike(fault, occasion) }
    let instant =
      simulation.now
      + fault.draw(
        delay, "wait", at: occasion.address ?? UInt64(fault.occasions))
    schedule(at: instant) { self.strike(fault, occasion) }
  }
}
