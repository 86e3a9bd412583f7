import Primitives
import World

/// The faults of one run: what a scenario plans, applied to the hosts of that run.
final class PlannedFaults {
  let injector: FaultInjector
  let plan: FaultPlan
  /// The ids of the faults that somebody has stated, in the scenario or beside it.
  private let stated: OrderedSet<String>

  init(
    _ scenario: Scenario, _ cluster: Cluster, of system: SystemUnderTest,
    _ options: ScenarioRunner.Options
  ) {
    injector = FaultInjector(cluster)
    stated = OrderedSet(
      scenario.faults.map(\.id) + scenario.phases.flatMap { $0.faults.map(\.id) }
        + options.points.indices.map(PointFault.id))
    let planning = FaultPlanning(cluster: cluster, vocabulary: system.vocabulary)
    var plan: FaultPlan
    switch options.faults {
    case .scenario: plan = planning.plan(for: scenario)
    case .none: plan = FaultPlan()
    case .chaos:
      plan = planning.nemesis(scenario.chaos ?? ScenarioChaos(), scenario).plan(for: cluster)
    }
    plan.faults += options.points.enumerated().compactMap { index, fault in
      fault.planned(PointFault.id(index)) { cluster.host(named: $0)?.index }
    }
    self.plan = plan.without(options.without)
  }

  /// Puts the plan into force.
  func begin() {
    do throws(FaultPlanError) {
      try injector.arm(plan)
    } catch {
      preconditionFailure("a fault that passed the reader cannot be armed: \(error)")
    }
  }

  /// Has chance that a fault still depends on come from where the run draws now.
  func renewChance() {
    injector.renewChance()
  }

  /// Ends every fault that still lasts; none strikes after this.
  func healAll() {
    injector.healAll()
  }

  /// Ends every fault that was drawn; those that somebody has stated go on.
  func endDrawn() {
    injector.end { !stated.contains($0.id) }
  }

  /// When the last of the code that drawn faults hold up goes on; nothing where none is held up.
  var lastDrawnRelease: Instant? {
    injector.lastRelease { !stated.contains($0) }
  }

  /// Heals what concerns a core of hosts and leaves the rest as the faults left it.
  func heal(core: [Int32]) {
    injector.healCore(core)
  }

  /// How often each fault of the plan struck, in order of the plan.
  var tallies: [FaultTally] { injector.tallies }
}
