import Engine
import Primitives

/// Finds what in a plan cannot be carried out in a cluster, so that no fault is silently nothing.
struct FaultPlanCheck {
  private let cluster: Cluster
  private var known: [String]

  init(_ cluster: Cluster, known: [String]) {
    self.cluster = cluster
    self.known = known
  }

  func check(_ plan: FaultPlan) throws(FaultPlanError) {
    var seen = Set(known)
    for fault in plan.faults {
      if !seen.insert(fault.id).inserted { throw problem(fault, "the id occurs twice") }
    }
    for fault in plan.faults {
      if let reason = reason(against: fault, ids: seen) { throw problem(fault, reason) }
    }
  }

  private func problem(_ fault: PlannedFault, _ reason: String) -> FaultPlanError {
    FaultPlanError(id: fault.id, reason: reason)
  }

  private func reason(against fault: PlannedFault, ids: Set<String>) -> String? {
    let trigger = fault.trigger
    if trigger.occasions == .never { return "nothing says when it happens" }
    if !trigger.probability.isProbability { return "its probability is \(trigger.probability)" }
    if let other = trigger.afterFault, other == fault.id || !ids.contains(other) {
      return "it waits for the fault '\(other)', which is not in the plan or is itself"
    }
    for distribution in [trigger.at, trigger.every, trigger.delay, fault.lasting] {
      if let problem = distribution?.problem { return problem }
    }
    return reason(againstFault: fault) ?? reason(againstTarget: fault)
  }

  private func reason(againstFault planned: PlannedFault) -> String? {
    switch planned.fault {
    case .fail where planned.trigger.occasions != .failpoint:
      return "only a failpoint can fail"
    case .slow(let factor) where factor < 1:
      return "a host can be slow by a factor of 1 or more, not \(factor)"
    case .outside(let outside):
      guard let party = cluster.outsideParties[outside.party] else {
        return "no outside party is called '\(outside.party)'"
      }
      if !party.knownFaults.contains(outside.word) {
        return "\(outside.party) knows \(party.knownFaults.joined(separator: ", ")),"
          + " not '\(outside.word)'"
      }
    case .replace(let replacement):
      let hosts = candidates(planned.target)
      guard let host = hosts.first(where: { !$0.offers(replacement.version) }) else {
        return nil
      }
      return "\(host.service) has no version '\(replacement.version)'"
    default:
      break
    }
    let isAtMessage = planned.trigger.message != nil && planned.fault.kind.concernsMessages
    return isAtMessage && planned.trigger.delay != nil && planned.fault.kind != .delay
      ? "a message cannot be hit some time after it was sent" : nil
  }

  private func reason(againstTarget planned: PlannedFault) -> String? {
    for index in indices(planned.target) where index < 0 || Int(index) >= cluster.hosts.count {
      return "there is no host \(index), hosts are 0 to \(cluster.hosts.count - 1)"
    }
    guard planned.fault.kind.concernsHosts else { return nil }
    switch planned.target {
    case .hosts(let hosts), .oneOf(let hosts):
      return hosts.isEmpty ? "it is for no host" : nil
    case .paths:
      return "\(planned.fault.kind.rawValue) happens to hosts, not to links"
    case .role:
      return nil
    case .occasion:
      switch planned.trigger.occasions {
      case .message, .failpoint, .event, .afterFault: return nil
      case .every, .at, .during, .never: return "nothing says to which host it happens"
      }
    }
  }

  private func candidates(_ target: FaultTarget) -> [Host] {
    indices(target).filter { cluster.hosts.indices.contains(Int($0)) }
      .map { cluster.hosts[Int($0)] }
  }

  private func indices(_ target: FaultTarget) -> [Int32] {
    switch target {
    case .hosts(let hosts), .oneOf(let hosts): hosts
    case .paths(let paths): paths.flatMap { $0.sources + $0.destinations }
    case .occasion, .role: []
    }
  }
}
