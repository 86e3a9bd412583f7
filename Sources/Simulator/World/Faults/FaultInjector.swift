import Engine
package import Primitives
package import ServiceRuntime

/// Carries out a fault plan in a cluster: waits for the occasions, strikes, heals and counts.
///
/// Installs itself only where the plan needs it: as a rule of messages, as the rule of failpoints,
/// as the watcher of what is recorded. A fault at an event strikes when the code that is running
/// pauses and before anything else runs; a fault at a failpoint strikes there and then. The
/// cluster must outlive it.
package final class FaultInjector {
  /// What goes wrong.
  package unowned let cluster: Cluster
  /// Says which hosts have a role of a service at the moment.
  package var hostsOfRole: ((ServiceName, String) -> [Int32])?
  /// When everything was healed, so that nothing strikes any more.
  private var quietSince: Instant?
  /// Whether everything has been healed, so that nothing strikes any more.
  package var isQuiet: Bool { quietSince != nil }

  var armed: [ArmedFault] = []
  var standing: [StandingFault] = []
  var strikeCount = 0
  var nextFailpointRule: (any FailpointRule)?
  private var isWatching = false
  /// Every strike so far in order of time, and when it was healed.
  package internal(set) var spells: [FaultSpell] = []

  /// An injector without a plan; the cluster must outlive it.
  package init(_ cluster: Cluster) {
    self.cluster = cluster
  }

  var simulation: Simulation { cluster.simulation }

  /// The strikes that have not been healed: the fault, the hosts, and the ways that it blocks.
  package var standingFaults: [(id: String, hosts: [Int32], cuts: [Partition.Cut])] {
    standing.map { ($0.armed.planned.id, $0.hosts, $0.cuts) }
  }

  /// How often each planned fault happened, in order of the plan.
  package var tallies: [FaultTally] {
    armed.map { $0.tally(until: quietSince ?? simulation.now) }
  }

  /// The planned faults that never struck.
  package var unfired: [String] { armed.filter { $0.strikes == 0 }.map(\.planned.id) }

  /// Whether a stretch is open in which messages are hit.
  package var isHittingMessages: Bool { armed.contains { $0.openings > 0 } }

  /// When the last of the code that faults hold up goes on; nothing where none is held up.
  ///
  /// - Parameter isMeant: which faults, by id.
  package func lastRelease(of isMeant: (String) -> Bool) -> Instant? {
    spells.filter { !$0.lasts && isMeant($0.id) }.compactMap(\.until)
      .filter { $0 > simulation.now }.max()
  }

  /// How many strikes have not been healed.
  package var standingCount: Int { standing.count }

  /// Takes up a plan; times count from the beginning of the run.
  ///
  /// - Throws: a `FaultPlanError` when something in it cannot be carried out.
  package func arm(_ plan: FaultPlan) throws(FaultPlanError) {
    try FaultPlanCheck(cluster, known: armed.map(\.planned.id)).check(plan)
    let added = plan.faults.enumerated().map { position, planned in
      ArmedFault(planned, number: armed.count + position, streams: simulation.streams)
    }
    armed += added
    install(for: added)
    for fault in added { scheduleOccasions(of: fault) }
  }

  /// Has every planned fault draw from the streams that the run draws from now.
  package func renewChance() {
    for fault in armed { fault.renew(simulation.streams) }
  }

  /// Heals everything that may be healed and lets nothing strike any more.
  package func healAll() {
    quietSince = quietSince ?? simulation.now
    for fault in armed where fault.planned.heals { fault.openings = 0 }
    for strike in standing where strike.armed.planned.heals { heal(strike.number) }
  }

  /// Heals some of the faults and lets them strike no more; all others go on.
  package func end(_ isEnding: (PlannedFault) -> Bool) {
    for fault in armed where isEnding(fault.planned) {
      fault.isOver = true
      fault.openings = 0
    }
    for strike in standing where strike.armed.isOver && strike.armed.planned.heals {
      heal(strike.number)
    }
  }

  /// Heals what concerns a core of hosts, lets nothing strike any more, and leaves the rest as it is.
  ///
  /// A strike on hosts outside the core alone stays, and so does one between the core and the
  /// rest: what is outside stays frozen in the state that the faults left it in.
  package func healCore(_ core: [Int32]) {
    quietSince = quietSince ?? simulation.now
    for fault in armed where fault.planned.heals { fault.openings = 0 }
    for strike in standing where strike.armed.planned.heals {
      let isConcerned =
        strike.hosts.contains { core.contains($0) }
        || (strike.cuts.map { ($0.sources, $0.destinations) }
          + strike.paths.map { ($0.sources, $0.destinations) }).contains { sources, destinations in
            sources.contains { core.contains($0) } && destinations.contains { core.contains($0) }
          }
      if isConcerned || strike.hosts.isEmpty && strike.cuts.isEmpty && strike.paths.isEmpty {
        heal(strike.number)
      }
    }
  }

  private func install(for added: [ArmedFault]) {
    let needsMessages = added.contains {
      $0.planned.fault.kind.concernsMessages || $0.trigger.message != nil
    }
    if needsMessages, !cluster.network.rules.contains(where: { $0 === self }) {
      cluster.network.rules.append(self)
    }
    if added.contains(where: { $0.trigger.failpoint != nil }), cluster.failpointRule !== self {
      nextFailpointRule = cluster.failpointRule
      cluster.failpointRule = self
    }
    if added.contains(where: { $0.trigger.event != nil }), !isWatching {
      isWatching = true
      let earlier = simulation.trace.watcher
      simulation.trace.watcher = { kind, place, peer in
        earlier?(kind, place, peer)
        self.watch(kind, place, peer)
      }
    }
    for fault in added where fault.needsReplica {
      for host in cluster.hosts where fault.mayConcern(host.index) && host.replica == nil {
        host.follow(behind: .constant(.zero))
      }
    }
  }

  private func scheduleOccasions(of fault: ArmedFault) {
    let trigger = fault.trigger
    switch trigger.occasions {
    case .at:
      schedule(at: fault.begin) { self.occur(fault, FaultOccasion()) }
    case .during:
      schedule(at: .zero + (trigger.during?.from ?? .zero)) { self.occur(fault, FaultOccasion()) }
    case .every:
      let first = max(fault.begin, .zero + (trigger.during?.from ?? .zero))
      schedulePeriod(of: fault, after: first, 1)
    case .message, .failpoint, .event, .afterFault, .never:
      break
    }
  }

  private func schedulePeriod(of fault: ArmedFault, after instant: Instant, _ number: Int) {
    guard let every = fault.trigger.every, !isQuiet, !fault.isOver, !fault.isSpent else { return }
    let next = instant + max(fault.draw(every, "every", number), .nanoseconds(1))
    if let window = fault.trigger.during, next >= .zero + window.until { return }
    schedule(at: next) {
      self.occur(fault, FaultOccasion())
      self.schedulePeriod(of: fault, after: next, number + 1)
    }
  }

  func schedule(at instant: Instant, _ body: @escaping () -> Void) {
    simulation.schedule(at: max(instant, simulation.now), priority: .fault, body)
  }
}

extension ArmedFault {
  /// Whether a replica must follow the hosts that it may happen to.
  var needsReplica: Bool {
    planned.fault.kind == .storeFailover || planned.fault.kind == .storeLag
  }

  /// Whether it may happen to a host.
  func mayConcern(_ host: Int32) -> Bool {
    switch planned.target {
    case .hosts(let hosts), .oneOf(let hosts): hosts.contains(host)
    case .occasion, .paths, .role: true
    }
  }
}
