import Engine
import Primitives
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
  /// Whether everything has been healed, so that nothing strikes any more.
  package private(set) var isQuiet = false

  var armed: [ArmedFault] = []
  var standing: [StandingFault] = []
  var strikeCount = 0
  var nextFailpointRule: (any FailpointRule)?

  /// An injector without a plan; the cluster must outlive it.
  package init(_ cluster: Cluster) {
    self.cluster = cluster
  }

  var simulation: Simulation { cluster.simulation }

  /// How often each planned fault happened, in order of the plan.
  package var tallies: [FaultTally] { armed.map(\.tally) }

  /// The planned faults that never struck.
  package var unfired: [String] { armed.filter { $0.strikes == 0 }.map(\.planned.id) }

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

  /// Heals everything that may be healed and lets nothing strike any more.
  package func healAll() {
    isQuiet = true
    for fault in armed where fault.planned.heals { fault.openings = 0 }
    for strike in standing where strike.armed.planned.heals { heal(strike.number) }
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
    if added.contains(where: { $0.trigger.event != nil }), simulation.trace.watcher == nil {
      simulation.trace.watcher = { kind, place, peer in
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
    guard let every = fault.trigger.every, !isQuiet, !fault.isSpent else { return }
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
