import Engine
import Harness
import Primitives
import World

/// Fewer faults, and each at something that means something.
extension Shrinker {
  /// Leaves out what never struck, and says of each message that was hit which one it was.
  func spendFaultsThatStruck() {
    dropUnstruck()
    for fault in best.scenario.faults where !isStopped { spellOut(fault) }
  }

  /// Leaves out faults until each that is left is needed, and ties them to the code they strike.
  func reduceFaults() {
    let ids = best.scenario.faults.map(\.id)
    _ = DeltaDebugging.reduced(ids) { kept in
      attempt { $0.scenario.keepFaults(Set(kept)) }
    }
    attempt { $0.scenario.chaos = nil }
    for fault in best.scenario.faults where !isStopped { anchor(fault) }
    for fault in best.scenario.faults { simplify(fault) }
  }

  /// Gives each fault a short name that says what it does.
  func nameFaults() {
    for fault in best.scenario.faults {
      let name = best.scenario.name(for: fault)
      guard name != fault.id else { continue }
      attempt { failing in
        failing.scenario.changeFault(fault.id) { $0.id = name }
        for index in failing.scenario.faults.indices
        where failing.scenario.faults[index].when.afterFault == fault.id {
          failing.scenario.faults[index].when.afterFault = name
        }
      }
    }
  }

  private func dropUnstruck() {
    let ids = best.scenario.allFaults.map(\.id)
    let struck = Set(zip(ids, result.struck).filter(\.1).map(\.0))
    attempt { $0.scenario.keepFaults(struck) }
  }

  // MARK: Messages

  /// The most messages of one fault that are told apart.
  private static let mostMessages = 300

  /// Replaces a fault that hits some messages by one for each message that it hit.
  private func spellOut(_ fault: ScenarioFault) {
    guard fault.action.concernsMessages, fault.when.message?.nth == nil, let record = record()
    else { return }
    let hits = MessageHits(record, of: fault.id).hits
    guard (1...Shrinker.mostMessages).contains(hits.count) else { return }
    for namesType in [true, false] {
      let faults = hits.enumerated().map { position, hit in
        var single = fault
        single.id = hits.count == 1 ? fault.id : "\(fault.id)-\(position + 1)"
        single.when = ScenarioTrigger()
        single.when.message = hit.trigger(namesType: namesType)
        single.on = []
        single.lasting = nil
        return single
      }
      let isDone = attempt { failing in
        guard let index = failing.scenario.faults.firstIndex(where: { $0.id == fault.id }) else {
          return
        }
        failing.scenario.faults.replaceSubrange(index...index, with: faults)
      }
      if isDone { return }
    }
  }

  // MARK: Occasions

  /// Has a fault strike at a point of the code, or at a message, in the place of an instant.
  private func anchor(_ fault: ScenarioFault) {
    guard fault.when.at != nil, fault.when.failpoint == nil, fault.when.message == nil,
      let record = record(), let strike = FaultStrike(record, of: fault.id)
    else { return }
    for trigger in strike.occasions {
      let isDone = attempt { failing in
        failing.scenario.changeFault(fault.id) {
          $0.when = trigger
          if trigger.failpoint != nil { $0.on = [] }
        }
      }
      if isDone { return }
    }
  }

  /// Leaves out what a fault says beyond what it needs to.
  private func simplify(_ fault: ScenarioFault) {
    func change(_ body: (inout ScenarioFault) -> Void) {
      attempt { $0.scenario.changeFault(fault.id, body) }
    }
    change { $0.lasting = nil }
    change { $0.when.during = nil }
    change { $0.when.budget = nil }
    change { $0.when.probability = .one }
    if case .crash = fault.action { change { $0.action = .crash(CrashFault()) } }
    if case .stop = fault.action { change { $0.action = .stop(StopFault()) } }
    if case .corrupt = fault.action { change { $0.action = .corrupt(CorruptFault()) } }
    if case .duplicate = fault.action { change { $0.action = .duplicate(DuplicateFault()) } }
  }
}

extension Scenario {
  /// Keeps some faults; what waits for one that is gone goes with it.
  mutating func keepFaults(_ ids: Set<String>) {
    var kept = ids
    while true {
      let ready = allFaults.filter { fault in
        kept.contains(fault.id) && (fault.when.afterFault.map(kept.contains) ?? true)
      }
      if ready.count == kept.count
        || ready.count == allFaults.count(where: { kept.contains($0.id) })
      {
        break
      }
      kept = Set(ready.map(\.id))
    }
    faults.removeAll { !kept.contains($0.id) }
    for index in phases.indices { phases[index].faults.removeAll { !kept.contains($0.id) } }
  }

  /// Changes the fault of a name.
  mutating func changeFault(_ id: String, _ change: (inout ScenarioFault) -> Void) {
    guard let index = faults.firstIndex(where: { $0.id == id }) else { return }
    change(&faults[index])
  }

  /// A name for a fault that says what it does, and no other fault has.
  fileprivate func name(for fault: ScenarioFault) -> String {
    let service =
      fault.when.failpoint?.service ?? fault.on.first?.ends.first?.service
      ?? fault.when.message?.path?.ends.last?.service
    let base = ([fault.action.name] + (service.map { [$0] } ?? [])).joined(separator: "-")
    let others = Set(allFaults.map(\.id)).subtracting([fault.id])
    if !others.contains(base) { return base }
    return (2...).lazy.map { "\(base)-\($0)" }.first { !others.contains($0) } ?? fault.id
  }
}

extension FaultAction {
  /// Whether it happens to messages one by one.
  fileprivate var concernsMessages: Bool {
    switch self {
    case .drop, .delay, .duplicate, .reorder, .corrupt, .refuse, .hang, .loseReply: true
    case .partition, .heal, .clog, .hold, .release, .crash, .restart, .stop, .pause, .resume,
      .slow, .skew, .replace, .disk, .store, .broker, .processor, .fail:
      false
    }
  }
}
