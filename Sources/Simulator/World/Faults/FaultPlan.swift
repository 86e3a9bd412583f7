package import Engine
package import Primitives

/// Faults with their occasions, in the order in which they are asked about each.
package struct FaultPlan: Hashable, Sendable {
  /// The faults; no two have the same id.
  package var faults: [PlannedFault]

  package init(_ faults: [PlannedFault] = []) {
    self.faults = faults
  }

  /// The plan without some of its faults; the draws of the others stay as they were.
  ///
  /// What waits for a fault that is left out could never happen, and is left out with it.
  package func without(_ ids: Set<String>) -> FaultPlan {
    var gone = ids
    var kept = faults
    while true {
      let left = kept.filter { fault in
        !gone.contains(fault.id) && !(fault.trigger.afterFault.map(gone.contains) ?? false)
      }
      if left.count == kept.count { return FaultPlan(left) }
      gone.formUnion(kept.map(\.id).filter { id in !left.contains { $0.id == id } })
      kept = left
    }
  }
}

/// Something that goes wrong: when, what and to whom.
package struct PlannedFault: Hashable, Sendable {
  /// The name of the fault, by which reports and other faults call it and its draws are addressed.
  package var id: String
  /// When it happens.
  package var trigger: FaultTrigger
  /// What happens.
  package var fault: Fault
  /// To whom.
  package var target: FaultTarget
  /// For how long; until everything is healed when absent.
  package var lasting: Distribution?
  /// Whether it is undone when the run settles.
  package var heals: Bool

  package init(
    _ id: String, _ trigger: FaultTrigger, _ fault: Fault, on target: FaultTarget = .occasion,
    lasting: Distribution? = nil, heals: Bool = true
  ) {
    self.id = id
    self.trigger = trigger
    self.fault = fault
    self.target = target
    self.lasting = lasting
    self.heals = heals
  }
}

/// Why a plan cannot be carried out.
package struct FaultPlanError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The fault that is at fault.
  package let id: String
  /// What is wrong with it, in a clause.
  package let reason: String

  /// The fault and what is wrong with it.
  package var description: String { "the fault '\(id)': \(reason)" }
}

/// How often a planned fault happened.
package struct FaultTally: Hashable, Sendable {
  /// The fault.
  package let id: String
  /// How often its conditions held.
  package let occasions: Int
  /// How often it struck; a fault of messages counts each message that it hit.
  package let strikes: Int
  /// How often it would have struck and found nothing to strike, such as a process that was down.
  package let misses: Int
  /// What goes wrong.
  package let kind: FaultKind
  /// When it first struck; nothing when it never did.
  package let firstStrike: Instant?
  /// When it last struck; nothing when it never did.
  package let lastStrike: Instant?
  /// Why it never struck; nothing when it did.
  package let silence: FaultSilence?
}
