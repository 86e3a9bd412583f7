import Checking
package import Engine
package import Primitives
import ServiceRuntime
import World

/// Runs a scenario under a seed and judges what happened.
///
/// A runner is made once per scenario and used for many seeds; nothing is carried over from one
/// run to the next.
package struct ScenarioRunner {
  /// The scenario.
  package let document: ScenarioDocument
  /// The system that it is about.
  package let system: SystemUnderTest

  /// A runner for a scenario of a system.
  package init(_ document: ScenarioDocument, system: SystemUnderTest) {
    self.document = document
    self.system = system
  }

  /// How a run is carried out, beyond what scenario and seed say.
  package struct Options: Sendable {
    /// How much of the run is kept.
    package var level = TraceLevel.digest
    /// Which ready task goes next.
    package var policy = SchedulingPolicy.arrivalOrder
    /// The last instant that is simulated, for a replay that stops early.
    package var until: Instant?
    /// Planned faults that are left out, for a comparison with the run without them.
    package var without: Set<String> = []
    /// Whether the choices among ready tasks are kept, for a recording.
    package var keepsChoices = false
    /// Whether it is kept where each escape was called from.
    package var keepsStacks = false
    /// The event of a full trace for which it is kept what code wrote it.
    package var stackOf: Int?

    package init() {}
  }

  /// Runs once.
  package func run(_ seed: Seed, _ options: Options = Options()) -> RunRecord {
    var run = ScenarioRun(self, seed, options)
    return run.execute()
  }

  /// A policy with its parameters learnt, for one that wants to know how many choices a run has.
  ///
  /// They are learnt from the run of seed 1 without any priority change, so that every process
  /// learns the same. Other policies are given back as they are.
  package func settled(_ policy: SchedulingPolicy) -> SchedulingPolicy {
    guard case .priorityChange(let change) = policy, change.isToBeLearnt else { return policy }
    var options = Options()
    options.policy = .priorityChange(PriorityChange(changes: 0, steps: 1))
    let steps = max(run(1, options).choiceCount, 1)
    return .priorityChange(PriorityChange(changes: change.changes, steps: steps))
  }

  /// The scenario with the choices that a seed makes.
  func scenario(for seed: Seed) -> Scenario {
    guard !document.scenario.choices.isEmpty else { return document.scenario }
    let stream = RandomStreams(seed).stream(.exploration, at: "scenario", purpose: "choices")
    var position: UInt64 = 0
    return document.variant { choice in
      defer { position += 1 }
      return Int(
        stream.word(at: position).multipliedFullWidth(by: UInt64(choice.alternatives.count)).high)
    }
  }
}

/// One run on its way.
private struct ScenarioRun {
  private let scenario: Scenario
  private let options: ScenarioRunner.Options
  private let seed: Seed
  private let simulation: Simulation
  private let cluster: Cluster
  private let clients: ClientDirectory
  private let view: SystemView
  private let judge: Judge
  private let faults: PlannedFaults

  init(_ runner: ScenarioRunner, _ seed: Seed, _ options: ScenarioRunner.Options) {
    self.seed = seed
    self.options = options
    scenario = runner.scenario(for: seed)
    simulation = Simulation(
      seed: seed, limits: ScenarioRun.limits(scenario, options), policy: options.policy,
      traceLevel: options.level)
    if options.keepsChoices { simulation.keepChoices() }
    if scenario.hostsForeignCode(of: runner.system) { simulation.escapes.mode = .virtualise }
    simulation.escapes.keepsStacks = options.keepsStacks
    simulation.trace.stackOf = options.stackOf
    cluster = Cluster(simulation)
    clients = ClientDirectory(
      scenario.scheduledWorkload, system: runner.system, streams: simulation.streams)
    ScenarioTopology(scenario: scenario, system: runner.system)
      .build(in: cluster, clients: clients)
    view = SystemView(cluster)
    judge = Judge(scenario.selectedLaws(of: runner.system), view)
    faults = PlannedFaults(scenario, cluster, without: options.without)
  }

  private static func limits(_ scenario: Scenario, _ options: ScenarioRunner.Options) -> Limits {
    let end = Instant.zero + scenario.limits.time + scenario.settle.lasting
    return Limits(
      time: min(end, options.until ?? end), events: scenario.limits.events,
      pending: scenario.limits.queue)
  }

  mutating func execute() -> RunRecord {
    judge.watch(clients)
    for host in cluster.hosts { cluster.start(host) }
    judge.begin()
    faults.begin()
    var reason = work()
    if reason == nil { reason = settle() }
    let record = RunRecord(
      scenario: scenario, seed: seed, stopReason: reason ?? .quiescent,
      reports: judge.finish(isComplete: reason == nil || reason == .quiescent), view: view,
      faultCounts: faults.counts)
    cluster.shutDown()
    return record
  }

  /// Runs until the clients are done; gives a reason when the run ended for another.
  private func work() -> StopReason? {
    let end = Instant.zero + scenario.limits.time
    clients.onFinish { [simulation] in simulation.stopRequested = true }
    if clients.isFinished { return nil }
    simulation.schedule(at: end, priority: .late) { [simulation] in
      simulation.stopRequested = true
    }
    let reason = simulation.run()
    if case .stopped = reason {
      return clients.isFinished ? nil : .limit(.time)
    }
    return clients.isFinished && reason == .quiescent ? nil : reason
  }

  /// Lets the system come to rest: faults are over, and what was begun may end.
  private func settle() -> StopReason? {
    if scenario.settle.heal { faults.healAll() }
    let reason = simulation.run(until: simulation.now + scenario.settle.lasting)
    judge.rest()
    return reason
  }
}

extension Scenario {
  /// Whether a service of the scenario was written without the seam.
  package func hostsForeignCode(of system: SystemUnderTest) -> Bool {
    services.contains { system.foreignKinds.contains($0.value.kind) }
  }

  /// The laws that a run is judged by: those that the scenario names, or all where it names none.
  func selectedLaws(of system: SystemUnderTest) -> [Property<SystemView>] {
    let all = system.laws(self)
    guard !properties.isEmpty else { return all }
    return properties.compactMap { wanted in all.first { $0.id == wanted.id } }
  }
}
