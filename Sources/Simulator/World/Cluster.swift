package import Engine
package import Primitives
package import ServiceRuntime

/// Every host, link and disk of one run.
package final class Cluster {
  /// The run's time, order and chance.
  package let simulation: Simulation
  /// The hosts in the order in which they were added.
  package var hosts: [Host] { network.hosts }
  /// What carries messages.
  package let network: Network
  /// Decides what happens at named points; nothing means that they are passed.
  @exclusivity(unchecked) package var failpointRule: (any FailpointRule)?
  /// Parties outside the hosts that can be told to go wrong, by name.
  package var outsideParties = OrderedDictionary<String, any OutsideParty>()
  /// Told when a process has started, stopped or crashed.
  package var lifeObserver: ((Host, TraceKind) -> Void)?
  /// Told of spans: the span, the place, its name as it begins, and why it failed as it ends.
  package var spanObserver: ((UInt64, Int32, String?, String?) -> Void)?

  /// How many tasks of ended processes would not leave and were parked for good.
  package internal(set) var stuckTaskCount = 0

  /// Where hosts stand, by their names reduced to words.
  @exclusivity(unchecked) private var positions = WordIndex()
  @exclusivity(unchecked) private var serviceIndex = WordIndex()
  @exclusivity(unchecked) private var placesOfServices: [[Int32]] = []

  /// A cluster without hosts.
  package init(_ simulation: Simulation) {
    self.simulation = simulation
    network = Network(simulation)
  }

  /// Adds a host that will run a service.
  ///
  /// - Parameter other: a host of the same service whose store it uses too, as processes in front
  ///   of one database do; nothing means a store of its own.
  /// - Precondition: no host has this name.
  @discardableResult
  package func addHost(
    _ name: String, running service: ServiceName, settings: HostSettings = HostSettings(),
    sharingStoreOf other: Host? = nil,
    make: @escaping (ServiceContext) throws -> any Service
  ) -> Host {
    precondition(host(named: name) == nil, "two hosts are called \(name)")
    let index = simulation.trace.addPlace(name)
    precondition(index == hosts.count, "host \(name) is place \(index), expected \(hosts.count)")
    let host = Host(
      name, index: index, service: service, settings: settings, cluster: self,
      sharingStoreOf: other,
      make: make)
    network.add(host)
    positions.append(host.key.word)
    if let known = serviceIndex.first(service.word) {
      placesOfServices[known].append(index)
    } else {
      serviceIndex.append(service.word)
      placesOfServices.append([index])
    }
    return host
  }

  /// The hosts of a service, in the order in which they were added.
  package func hosts(of service: ServiceName) -> [Host] {
    places(of: service).map { network.hosts[Int($0)] }
  }

  /// The places of a service's hosts, in the order in which they were added.
  func places(of service: ServiceName) -> [Int32] {
    serviceIndex.first(service.word).map { placesOfServices[$0] } ?? []
  }

  /// The hosts of a service that have a store of their own, in the order of all hosts.
  package func storeHosts(of service: ServiceName) -> [Host] {
    hosts.filter { $0.service == service && $0.storeHost === $0 }
  }

  /// The disks that the hosts of a service keep their stores on, each once.
  package func disks(of service: ServiceName) -> [SimulatedDisk] {
    storeHosts(of: service).map(\.disk)
  }

  /// The host of a name, if there is one.
  package func host(named name: String) -> Host? {
    positions.first(StreamKey(name).word).map { network.hosts[$0] }
  }

  // MARK: Chance

  /// Draws everything that is still open from the streams of another seed.
  ///
  /// What happened before stays as it was, which makes this one of the other continuations that
  /// the run could have had. What was drawn at the beginning stays too: planned faults, their
  /// instants, and the priorities of a scheduling policy.
  package func renewChance(_ seed: Seed) {
    simulation.renewStreams(seed)
    network.renewChance()
    for host in hosts {
      host.disk.renewChance()
      host.process?.renewChance()
    }
  }

  // MARK: Versions

  /// Makes another version of a service known, for processes that are to start with it.
  ///
  /// - Precondition: the version is named and none of this name is known.
  package func offer(
    _ version: String, of service: ServiceName,
    make: @escaping (ServiceContext) throws -> any Service
  ) {
    for host in hosts(of: service) {
      precondition(
        !host.offers(version), "version '\(version)' of \(service) was offered before")
      host.versions[version] = make
    }
  }

  /// Ends the process of a host in peace and starts another version as soon as it has ended.
  ///
  /// - Precondition: the version was offered.
  package func replace(_ host: Host, with version: String, grace: Duration? = nil) {
    precondition(
      host.offers(version), "\(host.service) has no version '\(version)' to start with")
    host.version = version
    guard host.process != nil else { return start(host) }
    host.startsAfterStop = true
    stop(host, grace: grace)
  }

  // MARK: Life and death

  /// Starts a new process on a host that has none.
  package func start(_ host: Host) {
    guard host.process == nil else { return }
    host.isSilent = false
    host.lifeDecision += 1
    let process = HostProcess(host, incarnation: host.incarnations)
    host.incarnations += 1
    host.process = process
    tell(
      .processStarting, host,
      "starts, life \(host.incarnations)" + (host.version.isEmpty ? "" : " of \(host.version)"))
    process.start()
  }

  /// Starts a new process on a host: now, or as soon as the present one has stopped.
  package func startAgain(_ host: Host) {
    if let process = host.process, process.isStopping { host.startsAfterStop = true }
    start(host)
  }

  /// Ends the process on a host at once: memory is gone, what is durable stays.
  ///
  /// - Parameters:
  ///   - wipesDisk: whether what is durable goes too.
  ///   - takesMachine: whether the machine goes down with it, so that callers are not even refused.
  ///   - restarts: whether the host's restart policy applies.
  package func crash(
    _ host: Host, wipesDisk: Bool = false, takesMachine: Bool = false, restarts: Bool = true
  ) {
    guard let process = host.process else { return }
    host.isSilent = takesMachine
    end(process, .processCrashed, wipesDisk ? "crashes and loses its disk" : "crashes")
    if wipesDisk { host.disk.wipe() }
    if host.startsAfterStop {
      host.startsAfterStop = false
      start(host)
    } else if restarts {
      scheduleRestart(host, after: process)
    }
  }

  /// Ends the process on a host in peace: it drains, stops and lets go.
  ///
  /// - Parameter grace: how long that may take before the process is ended by force; the host's
  ///   own limit when nothing is said. A process that is not up yet ends at once.
  package func stop(_ host: Host, grace: Duration? = nil) {
    guard let process = host.process, !process.isStopping else { return }
    host.lifeDecision += 1
    guard process.isAccepting else { return finishStop(process) }
    // At once, not when the process hears of it: one that is frozen hears of nothing until its
    // grace is over, and whoever wants it back until then must be remembered.
    process.isStopping = true
    process.launch("stop", isDaemon: true) {
      await process.stop()
      if host.process === process { self.finishStop(process) }
    }
    let incarnation = process.incarnation
    simulation.schedule(at: simulation.now + (grace ?? host.settings.drainLimit)) { [self] in
      guard host.process?.incarnation == incarnation else { return }
      crash(host, restarts: false)
    }
  }

  private func finishStop(_ process: HostProcess) {
    let host = process.host
    end(process, .processStopped, "stops")
    guard host.startsAfterStop else { return }
    host.startsAfterStop = false
    start(host)
  }

  /// Freezes a host: nothing runs there, its memory is kept, what reaches it waits.
  package func pause(_ host: Host) {
    guard !host.isPaused else { return }
    tell(.processPaused, host, "freezes")
    host.pause()
  }

  /// Thaws a host.
  package func resume(_ host: Host) {
    guard host.isPaused else { return }
    tell(.processResumed, host, "thaws")
    host.resume()
  }

  /// Ends every process and lets their frames unwind, so that the run gives back its memory.
  package func shutDown() {
    for host in hosts {
      host.startsAfterStop = false
      host.lifeDecision += 1
      guard let process = host.process else { continue }
      host.process = nil
      host.isSilent = true
      process.fence()
    }
    simulation.runReady()
    simulation.forgetPending()
    // Rules hold what they decide by, which often leads back to the network.
    network.rules.removeAll()
  }

  func startFailed(_ host: Host, _ error: any Error) {
    guard let process = host.process else { return }
    end(process, .processCrashed, "fails to start: \(error)")
    scheduleRestart(host, after: process)
  }

  /// Fences a process; what waited for its host to thaw learns that nobody listens there.
  private func end(_ process: HostProcess, _ kind: TraceKind, _ text: String) {
    let host = process.host
    host.process = nil
    host.lifeDecision += 1
    tell(kind, host, text)
    process.fence()
    if host.isPaused { host.resume() }
    if !host.sharesStore { host.disk.crash() }
  }

  private func scheduleRestart(_ host: Host, after process: HostProcess) {
    let policy = host.settings.restart
    host.earlyEnds = process.age > policy.longest ? 1 : host.earlyEnds + 1
    guard let delay = policy.delay(afterLives: host.earlyEnds) else { return }
    let decision = host.lifeDecision
    simulation.schedule(at: simulation.now + delay) { [self] in
      if host.lifeDecision == decision { start(host) }
    }
  }

  private func tell(_ kind: TraceKind, _ host: Host, _ text: @autoclosure () -> String) {
    simulation.record(kind, at: host.index, value: UInt64(host.incarnations), text: text())
    lifeObserver?(host, kind)
  }
}
