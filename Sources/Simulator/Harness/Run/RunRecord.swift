package import Checking
package import Engine
package import Primitives
package import World

/// Everything that is known of one run: scenario and seed, what happened, what it was judged.
package final class RunRecord {
  /// The scenario as it was run, choices made.
  package let scenario: Scenario
  /// The seed.
  package let seed: Seed
  /// Which ready task went next.
  package let policy: SchedulingPolicy
  /// Why the run ended.
  package let stopReason: StopReason
  /// What was judged, a report for each law.
  package let reports: [PropertyReport]
  /// What the clients asked for.
  package let operations: [ClientOperation]
  /// The fingerprint of everything that happened.
  package let digest: Digest
  /// What happened; events only in a full trace.
  package let trace: Trace
  /// How many events of the trace belong to the run; what follows is its being taken down.
  package let traceLength: Int
  /// Every change of committed records; none below the full level.
  package let stateChanges: [StateChange]
  /// The instant at which the run ended.
  package let end: Instant
  /// How many events happened.
  package let eventCount: Int
  /// How many messages were sent.
  package let messageCount: UInt64
  /// How many times more than one task was ready; nothing is counted under arrival order.
  package let choiceCount: Int
  /// What was chosen, where that was kept.
  package let order: RecordedOrder
  /// How far the run followed recorded choices, where it had some to follow.
  package let following: Following?
  /// What was asked of the real world.
  package let escapes: [Escape]
  /// Where each escape was called from, where that was kept.
  package let escapeStacks: [CallStack]
  /// The code that wrote the event that was asked about, where that was kept.
  package let eventStack: CallStack?
  /// The digest after regular numbers of events.
  package let fingerprint: RunFingerprint
  /// How often and when each planned fault struck, in order of the plan.
  package let faultTallies: [FaultTally]
  /// What the seed decided before the run began.
  package let drawn: [RunDraw]
  /// The fields whose values are left out of the record, in the order of the scenario.
  package let redacted: [RedactedField]
  /// The messages that a fault could have hit, where they were noted.
  package let messages: [SurveyedMessage]
  /// How many events of a full trace came before the calm at the end; nothing without a calm.
  package let calm: Int?

  init(
    variation: SeedVariation, seed: Seed, stopReason: StopReason, reports: [PropertyReport],
    view: SystemView, stateChanges: [StateChange], faultTallies: [FaultTally],
    redaction: RunRedaction?, messages: [SurveyedMessage] = [], calm: Int? = nil
  ) {
    let simulation = view.cluster.simulation
    scenario = variation.scenario
    self.seed = seed
    self.stopReason = stopReason
    self.faultTallies = faultTallies
    if let redaction {
      redaction.learn(from: view.operations)
      simulation.trace.rewriteTexts(redaction.redacted)
      self.reports = reports.map { $0.rewritten(redaction.redacted) }
      self.stateChanges = stateChanges.map(redaction.redacted)
      operations = view.operations.map(redaction.redacted)
      drawn = variation.drawn.map(redaction.redacted)
    } else {
      self.reports = reports
      self.stateChanges = stateChanges
      operations = view.operations
      drawn = variation.drawn
    }
    redacted = redaction?.counts ?? []
    self.messages = messages
    self.calm = calm
    policy = simulation.policy
    choiceCount = simulation.choiceCount
    order = simulation.recordedOrder
    following = simulation.following
    escapes = simulation.escapes.findings
    escapeStacks = simulation.escapes.stacks
    eventStack = simulation.trace.stack
    fingerprint = RunFingerprint(simulation)
    digest = simulation.digest
    trace = simulation.trace
    traceLength = simulation.trace.events.count
    end = simulation.now
    eventCount = simulation.eventCount
    messageCount = view.cluster.network.messageCount
  }

  /// The run as it can be done again after the code was edited.
  ///
  /// Wants a full trace and, under any policy but arrival order, that choices were kept.
  package var recording: RunRecording {
    RunRecording(
      digest: digest.description, policy: policy, order: order,
      outline: RunOutline(trace, length: traceLength))
  }

  /// How often each planned fault struck, in order of the plan.
  package var faultCounts: [(id: String, count: Int)] {
    faultTallies.map { ($0.id, $0.strikes) }
  }

  /// The report of the first law that was broken, in order of time.
  ///
  /// Of laws that were broken at the same instant, the one that the scenario is about comes first:
  /// it says best what went wrong.
  package var firstViolation: PropertyReport? {
    let broken = reports.filter { $0.verdict.isViolated && !$0.isWarning }
    let first = broken.map { $0.verdict.evidence?.when ?? .zero }.min()
    let together = broken.filter { ($0.verdict.evidence?.when ?? .zero) == first }
    return together.first { $0.id == scenario.expect.property } ?? together.first
  }

  /// The laws that were broken and only warn.
  package var warnings: [PropertyReport] {
    reports.filter { $0.verdict.isViolated && $0.isWarning }
  }

  /// The laws taken together; a run that hit a bound is undecided even where nothing was broken.
  ///
  /// A law that only warns does not count, and a rare state that was not reached is a matter of
  /// the sweep.
  package var verdict: Verdict {
    let counted = reports.filter { !$0.isWarning && !$0.isUnreached }
    let all =
      counted.isEmpty && !reports.isEmpty ? .holds : Verdict.all(of: counted.map(\.verdict))
    if all.isViolated { return all }
    switch stopReason {
    case .limit: return .undecided(reason: stopReason.description)
    case .deadlock: return .undecided(reason: stopReason.description)
    case .escaped: return .undecided(reason: stopReason.description)
    case .quiescent, .stopped: return all
    }
  }

  /// The planned faults that never struck.
  package var deadFaults: [String] {
    faultCounts.filter { $0.count == 0 }.map(\.id)
  }

  /// Why a planned fault never struck, as a clause; nothing where it did.
  package func silence(of fault: String) -> String? {
    faultTallies.first { $0.id == fault }?.silence?.description
  }
}
