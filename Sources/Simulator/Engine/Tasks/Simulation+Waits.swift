/// What tasks wait for, for those who ask why nothing goes on.
extension Simulation {
  /// Every wait that has begun and has not ended, in the order of slots.
  package var openWaits: [OpenWait] {
    var found: [OpenWait] = []
    let joined = joinedTasks
    for index in 0..<hot.pointee.slotCount {
      let slot = hot.pointee.slots[index]
      guard slot.state == .parked, let task = slot.task?.takeUnretainedValue() else { continue }
      let suspension = Suspension(
        index: UInt32(truncatingIfNeeded: index), generation: slot.generation)
      found.append(
        OpenWait(
          task: task, suspension: suspension, reason: slot.reason, hasTimer: slot.hasTimer,
          joined: joined.first { $0.joiner == suspension }?.task))
    }
    return found
  }

  private var joinedTasks: [(joiner: Suspension, task: SimulationTask)] {
    var found: [(joiner: Suspension, task: SimulationTask)] = []
    var next = hot.pointee.youngest
    while let entry = next {
      let task = entry.takeUnretainedValue()
      for joiner in task.joiners { found.append((joiner, task)) }
      next = task.older
    }
    return found
  }
}

/// A wait that has begun.
package struct OpenWait {
  /// Who waits.
  package let task: SimulationTask
  /// The wait itself.
  package let suspension: Suspension
  /// For what.
  package let reason: WaitReason
  /// Whether time alone ends it.
  package let hasTimer: Bool
  /// The task whose end is waited for, where that is what is waited for.
  package let joined: SimulationTask?
}
