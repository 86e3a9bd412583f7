import Engine
import Primitives
import ServiceRuntime
import World

/// Stands up the hosts and links that a scenario describes.
struct ScenarioTopology {
  let scenario: Scenario
  let system: SystemUnderTest

  /// Adds every service's hosts, in the order of the file, then every client's.
  func build(in cluster: Cluster, clients: ClientDirectory) {
    cluster.network.ordinaryProfile = profile(of: scenario.network.fallback)
    cluster.network.refusesUnheard = scenario.network.unreachable == .refuse
    for (name, service) in scenario.services {
      var first: Host?
      for number in 1...max(service.replicas, 1) {
        let host = addHost(
          name, number, service, cluster, sharing: service.store.shared ? first : nil)
        first = first ?? host
      }
      offerVersions(name, service, cluster)
    }
    for client in clients.names {
      var settings = HostSettings()
      settings.restart = .never
      cluster.addHost(
        "client-\(client)", running: ServiceName("client-\(client)"),
        settings: settings
      ) { context in
        clients.service(for: client, context)
      }
    }
    let rules = LinkRules(scenario.network, cluster)
    cluster.network.profileOfLink = { source, destination in
      rules.profile(from: source, to: destination)
    }
  }

  private func addHost(
    _ name: String, _ number: Int, _ service: ScenarioService, _ cluster: Cluster,
    sharing other: Host?
  ) -> Host {
    let setup = ServiceSetup(
      kind: service.kind, version: service.version ?? "",
      config: ScenarioValues(service.config), seed: ScenarioValues(service.seed))
    let (makeService, slips) = (system.makeService, service.slips)
    return cluster.addHost(
      "\(name)-\(number)", running: ServiceName(name), settings: settings(of: service),
      sharingStoreOf: other
    ) { context in
      try makeService(slips.planted(in: context), setup)
    }
  }

  /// Makes the versions known that a fault may replace the present one with.
  private func offerVersions(_ name: String, _ service: ScenarioService, _ cluster: Cluster) {
    let (makeService, slips) = (system.makeService, service.slips)
    for (version, other) in service.versions {
      let setup = ServiceSetup(
        kind: service.kind, version: version,
        config: ScenarioValues(service.config.overlaid(with: other.config)),
        seed: ScenarioValues(service.seed))
      cluster.offer(version, of: ServiceName(name)) { context in
        try makeService(slips.planted(in: context), setup)
      }
    }
  }

  private func settings(of service: ScenarioService) -> HostSettings {
    var settings = HostSettings()
    settings.disk = disk(of: service.disk)
    settings.store.isolation = isolation(service.store.isolation)
    settings.store.lockTimeout = service.store.lockTimeout
    settings.store.connections = service.store.connections
    settings.clockOffset = service.clock.offset
    settings.clockDrift = Int64(service.clock.drift) * 1_000
    settings.restart = restart(service.restart)
    settings.startup = constant(service.startup)
    settings.concurrency = service.concurrency
    settings.queue = service.queue?.limit ?? .max
    settings.overflow = overflow(service.queue?.overflow ?? .reject)
    settings.processing = service.cpu == .constant(.zero) ? nil : service.cpu
    settings.handlers = service.handlers.map { .init(Method($0.key), $0.value) }
    settings.zone = service.zone ?? ""
    settings.clockSteps = service.clock.steps.map { .init(at: $0.at, by: $0.by) }
    settings.replicaLag = service.store.replica?.lag
    return settings
  }

  private func overflow(_ overflow: ScenarioQueue.Overflow) -> HostSettings.Overflow {
    switch overflow {
    case .reject: .reject
    case .dropOldest: .dropOldest
    case .block: .block
    }
  }

  private func disk(of disk: ScenarioDisk) -> DiskProfile {
    var profile = DiskProfile(
      commitLatency: disk.commit == .constant(.zero) ? disk.write : disk.commit,
      syncLatency: disk.fsync,
      capacity: disk.capacity.map { .bytes(Int($0)) } ?? .unlimited)
    profile.writeErrors = disk.ioErrors
    profile.readErrors = disk.corruption
    profile.lyingSyncs = disk.lyingFsync ? .one : .zero
    profile.tornWrites = disk.tornWrites ? .one : .zero
    profile.losesUnsynced = disk.loseUnsyncedOnCrash
    return profile
  }

  private func isolation(_ level: ScenarioStore.Isolation) -> IsolationLevel {
    switch level {
    case .readCommitted: .readCommitted
    case .snapshot: .snapshot
    case .serializable: .serializable
    }
  }

  private func restart(_ restart: ScenarioRestart) -> RestartPolicy {
    switch restart.policy {
    case .never: .never
    case .always: .always(after: constant(restart.delay))
    case .backoff: .backoff(first: constant(restart.delay), longest: restart.longest)
    }
  }

  /// The middle of a distribution, for settings that take one duration.
  private func constant(_ distribution: Distribution) -> Duration {
    .nanoseconds(DelayLaw(distribution).draw(1 << 63))
  }

  fileprivate func profile(of link: ScenarioLink) -> LinkProfile {
    LinkProfile(link)
  }
}

extension LinkProfile {
  /// The profile that a scenario states for a link.
  init(_ link: ScenarioLink) {
    self.init(latency: link.latency)
    tail = link.tail.map { Tail(probability: $0.probability, latency: $0.latency) }
    loss = link.loss
    duplication = link.duplicate
    reordering = link.reorder
    corruption = link.corrupt.probability
    detectsCorruption = link.corrupt.detected
    bandwidth = link.bandwidth.map {
      Bandwidth(bytesPerSecond: $0.rate, queue: $0.queue ?? $0.rate)
    }
  }
}

/// Which profile each pair of hosts gets: the first stated link that matches, then zones.
final class LinkRules {
  private let network: ScenarioNetwork
  private unowned let cluster: Cluster

  init(_ network: ScenarioNetwork, _ cluster: Cluster) {
    self.network = network
    self.cluster = cluster
  }

  func profile(from source: Int32, to destination: Int32) -> LinkProfile? {
    let (from, to) = (cluster.hosts[Int(source)], cluster.hosts[Int(destination)])
    for link in network.links {
      guard let path = link.path else { return LinkProfile(link) }
      if path.matches(from, to) { return LinkProfile(link) }
    }
    for zone in network.zones
    where zone.from == from.settings.zone && zone.to == to.settings.zone
      || zone.to == from.settings.zone && zone.from == to.settings.zone
    {
      var profile = LinkProfile(network.fallback)
      profile.latency = zone.latency
      return profile
    }
    return nil
  }
}

extension Selector {
  /// Whether a message from one host to another is meant.
  func matches(_ source: Host, _ destination: Host) -> Bool {
    switch self {
    case .hosts(let hosts): hosts.matches(source) || hosts.matches(destination)
    case .link(let from, let to, let bothWays):
      from.matches(source) && to.matches(destination)
        || bothWays && to.matches(source) && from.matches(destination)
    }
  }
}

extension HostSelector {
  /// Whether a host is meant.
  func matches(_ host: Host) -> Bool {
    switch self {
    case .everything: true
    case .service(let name): host.service.text == name
    case .replica(let name, let number): host.name == "\(name)-\(number)"
    case .role(let name, _): host.service.text == name
    case .client(let name): host.name == "client-\(name)"
    case .zone(let name): host.settings.zone == name
    }
  }
}
