package import Checking
package import Engine
package import Primitives
import ServiceRuntime
package import World

/// Runs a scenario under a seed and judges what happened.
///
/// A runner is made once per scenario and used for many seeds; nothing is carried over from one
/// run to the next but memory to work in.
package struct ScenarioRunner {
  /// The scenario.
  package let document: ScenarioDocument
  /// The system that it is about.
  package let system: SystemUnderTest
  fileprivate let memory = RunMemory()
  /// What expressions may speak of, where that is the same for every seed.
  fileprivate let words: SystemWords?
  /// The laws that the system knows, where they are the same for every seed.
  fileprivate let known: [Property<SystemView>]?

  /// A runner for a scenario of a system.
  package init(_ document: ScenarioDocument, system: SystemUnderTest) {
    self.document = document
    self.system = system
    let isSettled = document.scenario.choices.isEmpty
    words = isSettled ? SystemWords(document.scenario, system.vocabulary) : nil
    known = isSettled ? system.laws(document.scenario) : nil
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
    /// Laws that are not looked at and stay undecided, with the reason, since looking would trap.
    package var withheld = OrderedDictionary<String, String>()
    /// Where faults come from that are not at points.
    package var faults = FaultSource.scenario
    /// Whether faults go on in the first half of the calm at the end.
    package var faultsOutlastWork = false
    /// From when on chance is that of another seed; nothing for a run of its own seed throughout.
    package var renewal: ChanceRenewal?
    /// What goes wrong at points of the run, besides what the scenario has go wrong.
    package var points: [PointFault] = []
    /// Whether the messages that a fault could hit are noted; wants a full trace.
    package var surveysMessages = false
    /// Whether the choices among ready tasks are kept, for a recording.
    package var keepsChoices = false
    /// Whether it is kept where each escape was called from.
    package var keepsStacks = false
    /// The event of a full trace for which it is kept what code wrote it.
    package var stackOf: Int?
    /// What tells of the real machine, so that bounds on it are kept; nothing keeps none.
    package var machine: RealMachine?
    /// Whether each seed draws its own part of faults, sizes and policies.
    package var swarm = false
    /// How many choices among ready tasks a run has, for the policies that a swarm draws.
    ///
    /// Learnt anew by each run that wants to know it when absent.
    package var choices: Int?
    /// Keeps the run in step with real time, where its services run elsewhere.
    package var pace: (any RunPace)?
    /// Told, on another thread, that the run's code does not come back; the process ends otherwise.
    package var onStall: (@Sendable (Escape) -> Void)?
    /// Shown the cluster when the run is over and every process has ended.
    package var onEnd: (@Sendable (Cluster) -> Void)?

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
    return .priorityChange(PriorityChange(changes: change.changes, steps: learntChoices))
  }

  /// How many choices among ready tasks the run of seed 1 has without any priority change.
  package var learntChoices: Int {
    var options = Options()
    options.policy = .priorityChange(PriorityChange(changes: 0, steps: 1))
    return max(run(1, options).choiceCount, 1)
  }

  /// The laws that the runs are judged by, in the order of their reports.
  package var laws: [(id: String, kind: PropertyKind)] {
    let laws = RunLaws(document.scenario, system)
    return laws.order.map { id in (id, laws.states.first { $0.id == id }?.kind ?? .atEnd) }
  }

  /// What a seed makes of the scenario.
  package func variation(of seed: Seed, _ options: Options = Options()) -> SeedVariation {
    SeedVariation(document, seed, policy: options.policy, swarm: options.swarm) {
      options.choices ?? learntChoices
    }
  }
}

/// Where the faults of a run come from.
package enum FaultSource: String, Hashable, Sendable, CaseIterable {
  /// The scenario's plan and its chaos.
  case scenario
  /// Nothing goes wrong, whatever the scenario plans.
  case none
  /// Chaos takes the place of the plan: the scenario's own, or the usual one.
  case chaos
}

/// Tells of the real machine.
///
/// It is handed in from outside, because nothing of the simulator may read a real clock.
package struct RealMachine: Sendable {
  /// Time since some moment.
  package let elapsed: @Sendable () -> Duration
  /// Bytes of memory that the process holds.
  package let memory: @Sendable () -> Int64

  /// A machine of which these tell.
  package init(
    elapsed: @escaping @Sendable () -> Duration, memory: @escaping @Sendable () -> Int64
  ) {
    self.elapsed = elapsed
    self.memory = memory
  }
}

/// One run on its way.
struct ScenarioRun {
  let variation: SeedVariation
  private let options: ScenarioRunner.Options
  private let seed: Seed
  private let simulation: Simulation
  let cluster: Cluster
  private let clients: ClientDirectory
  private let view: SystemView
  private let judge: Judge
  private let states: StateLog
  let faults: PlannedFaults
  private let redaction: RunRedaction?
  private let survey: MessageSurvey?
  private var calm: Int?

  init(_ runner: ScenarioRunner, _ seed: Seed, _ options: ScenarioRunner.Options) {
    self.seed = seed
    self.options = options
    variation = runner.variation(of: seed, options)
    let scenario = variation.scenario
    simulation = Simulation(
      seed: seed, limits: ScenarioRun.limits(scenario, options), policy: variation.policy,
      traceLevel: scenario.record.level == .full ? .full : options.level, memory: runner.memory)
    if options.keepsChoices { simulation.keepChoices() }
    if scenario.hostsForeignCode(of: runner.system) { simulation.escapes.mode = .virtualise }
    simulation.escapes.keepsStacks = options.keepsStacks
    simulation.trace.stackOf = options.stackOf
    simulation.escapes.stallLimit = scenario.limits.wall
    simulation.escapes.onStall = options.onStall
    cluster = Cluster(simulation)
    clients = ClientDirectory(
      scenario.scheduledWorkload, system: runner.system, in: simulation)
    ScenarioTopology(scenario: scenario, system: runner.system)
      .build(in: cluster, clients: clients)
    cluster.outsideParties = runner.system.outsideParties(scenario, cluster)
    view = SystemView(cluster)
    // Before the laws look, so that a change is written down before it is judged.
    states = StateLog(cluster)
    var laws = RunLaws(
      scenario, runner.system, words: runner.words, known: options.swarm ? nil : runner.known)
    for (law, reason) in options.withheld { laws.withhold(law, reason) }
    judge = Judge(laws, view)
    redaction = RunRedaction(scenario, cluster)
    survey = options.surveysMessages ? MessageSurvey(simulation) : nil
    if let survey { cluster.network.rules.append(survey) }
    faults = PlannedFaults(scenario, cluster, of: runner.system, options)
  }

  private var scenario: Scenario { variation.scenario }

  private static func limits(_ scenario: Scenario, _ options: ScenarioRunner.Options) -> Limits {
    let end = Instant.zero + scenario.limits.time + scenario.settle.lasting
    return Limits(
      time: min(end, options.until ?? end),
      events: options.pace == nil ? scenario.limits.events : .max,
      pending: scenario.limits.queue)
  }

  mutating func execute() -> RunRecord {
    judge.watch(clients)
    for host in cluster.hosts { cluster.start(host) }
    judge.begin()
    faults.begin()
    judge.watch(faults)
    if let renewal = options.renewal { renew(renewal) }
    guardRealBounds()
    options.pace?.begin(cluster)
    var reason = work()
    if reason == nil || judge.demandsProgress && reason == .limit(.time) { reason = settle() }
    let record = RunRecord(
      variation: variation, seed: seed, stopReason: reason ?? .quiescent,
      reports: judge.finish(isComplete: reason == nil || reason == .quiescent), view: view,
      stateChanges: states.changes, faultTallies: faults.tallies, redaction: redaction,
      messages: survey?.messages ?? [], calm: calm)
    cluster.shutDown()
    options.pace?.end()
    options.onEnd?(cluster)
    return record
  }

  /// Runs until the clients are done; gives a reason when the run ended for another.
  ///
  /// Clients that are not done when the time is over are a limit that was reached; where a law
  /// demands progress they are what it is about.
  private func work() -> StopReason? {
    let end = Instant.zero + scenario.limits.time
    clients.onFinish { [unowned simulation] in simulation.stopRequested = true }
    if clients.isFinished { return nil }
    if let pace = options.pace { return work(until: end, pace) }
    simulation.schedule(at: end, priority: .late) { [simulation, clients] in
      if !clients.isFinished { simulation.stopRequested = true }
    }
    let reason = simulation.run()
    if case .stopped = reason {
      return clients.isFinished ? nil : .limit(.time)
    }
    return clients.isFinished && reason == .quiescent ? nil : reason
  }

  /// Lets the system come to rest: faults are over, and what was begun may end.
  private mutating func settle() -> StopReason? {
    var lasting = scenario.settle.lasting
    if options.faultsOutlastWork {
      clients.onFinish {}
      let rest = lasting.nanoseconds / 2
      lasting = .nanoseconds(rest)
      if let reason = simulation.run(until: simulation.now + lasting) { return reason }
    }
    calm = simulation.trace.events.count
    if scenario.settle.heal {
      heal()
    } else {
      // Nothing can be asked of a system whose faults never cease. Which planned ones outlast the
      // work is for the scenario to say; that drawn ones do is nobody's wish.
      faults.endDrawn()
    }
    clients.onFinish {}
    // Code that a drawn fault holds up goes on in its own time; what was meant to outlast a lease
    // does. Only then are the faults over.
    if options.pace == nil, let release = faults.lastDrawnRelease,
      let reason = simulation.run(until: release), reason != .quiescent
    {
      return reason
    }
    judge.becomeCalm()
    if let pace = options.pace { return settle(pace) }
    let begin = simulation.now
    // Progress is looked for at so many moments of the calm, where a law asks for it.
    let steps = judge.demandsProgress ? 64 : 1
    for step in 1...steps {
      let share = lasting.nanoseconds / Int64(steps) * Int64(step)
      let end =
        step == steps ? begin + lasting : begin + .nanoseconds(share)
      if let reason = simulation.run(until: end) { return reason }
      if judge.demandsProgress { judge.noteProgress() }
    }
    judge.rest()
    return clients.isFinished ? nil : .limit(.time)
  }

  /// Has chance change before anything else happens at the instant.
  private func renew(_ renewal: ChanceRenewal) {
    simulation.schedule(at: renewal.instant, priority: .fault) { [cluster, faults] in
      cluster.renewChance(renewal.seed)
      faults.renewChance()
    }
  }

  /// Undoes the faults that concern the hosts of the core, which are all unless one is stated.
  private func heal() {
    let planning = FaultPlanning(cluster: cluster)
    guard scenario.settle.core != [.hosts(.everything)] else { return faults.healAll() }
    let clients = cluster.hosts.filter { scenario.services[$0.service.text] == nil }
    let core = scenario.settle.core.flatMap { $0.ends.flatMap(planning.hosts) }
    faults.heal(core: OrderedSet(core + clients.map(\.index)).members)
  }

  /// Has the run end when it takes too much time or memory of the real machine.
  private func guardRealBounds() {
    guard let machine = options.machine else { return }
    let (begin, limits) = (machine.elapsed(), scenario.limits)
    simulation.guardian = {
      if machine.elapsed() - begin > limits.wall { return .wall }
      return machine.memory() > limits.memory ? .memory : nil
    }
  }
}

// MARK: In step with real time

extension ScenarioRun {
  /// Runs until the clients are done or their time is over.
  private func work(until end: Instant, _ pace: any RunPace) -> StopReason? {
    while !clients.isFinished, simulation.now < end {
      if let reason = advance(to: min(pace.next(), end)) { return reason }
      if pace.isCutShort { return .stopped }
    }
    return clients.isFinished ? nil : .limit(.time)
  }

  /// Lets the system come to rest: until nothing has happened for a while or the time is over.
  private func settle(_ pace: any RunPace) -> StopReason? {
    let end = simulation.now + scenario.settle.lasting
    while simulation.now < end, scenario.settle.until == .time || !pace.isQuiet {
      if let reason = advance(to: min(pace.next(), end)) { return reason }
      if pace.isCutShort { return .stopped }
      if judge.demandsProgress { judge.noteProgress() }
    }
    judge.rest()
    return clients.isFinished ? nil : .limit(.time)
  }

  /// Runs what has become due; that nothing is left to do is no end, since news come from outside.
  private func advance(to instant: Instant) -> StopReason? {
    guard instant > simulation.now else { return nil }
    switch simulation.run(until: instant) {
    case nil, .stopped, .quiescent, .deadlock: return nil
    case .limit(.time) where instant >= simulation.limits.time: return nil
    case .limit(let limit): return .limit(limit)
    case .escaped(let escape): return .escaped(escape)
    }
  }
}

extension Scenario {
  /// Whether a service of the scenario was written without the seam.
  package func hostsForeignCode(of system: SystemUnderTest) -> Bool {
    services.contains { system.foreignKinds.contains($0.value.kind) }
  }
}
