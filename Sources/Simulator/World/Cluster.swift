package import Engine
import Primitives
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
  /// Told when a process has started, stopped or crashed.
  package var lifeObserver: ((Host, TraceKind) -> Void)?

  package init(_ simulation: Simulation) {
    self.simulation = simulation
    network = Network(simulation)
  }

  /// Adds a host that will run a service.
  ///
  /// - Precondition: no host has this name.
  @discardableResult
  package func addHost(
    _ name: String, running service: ServiceName, settings: HostSettings = HostSettings(),
    make: @escaping (ServiceContext) throws -> any Service
  ) -> Host {
    precondition(!hosts.contains { $0.name == name }, "two hosts are called \(name)")
    let index = simulation.trace.addPlace(name)
    precondition(index == hosts.count, "host \(name) is place \(index), expected \(hosts.count)")
    let host = Host(
      name, index: index, service: service, settings: settings, cluster: self, make: make)
    network.hosts.append(host)
    return host
  }

  /// The hosts of a service, in the order in which they were added.
  package func hosts(of service: ServiceName) -> [Host] {
    hosts.filter { $0.service == service }
  }

  /// The host of a name, if there is one.
  package func host(named name: String) -> Host? {
    hosts.first { $0.name == name }
  }

  // MARK: Life and death

  /// Starts a new process on a host that has none.
  package func start(_ host: Host) {
    guard host.process == nil else { return }
    host.isSilent = false
    let process = HostProcess(host, incarnation: host.incarnations)
    host.incarnations += 1
    host.process = process
    tell(.processStarting, host, "starts, life \(host.incarnations)")
    process.start()
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
    host.process = nil
    host.isSilent = takesMachine
    tell(.processCrashed, host, wipesDisk ? "crashes and loses its disk" : "crashes")
    process.fence()
    host.dropKept()
    host.disk.crash()
    if wipesDisk { host.disk.wipe() }
    if restarts { scheduleRestart(host) }
  }

  /// Ends the process on a host in peace: it drains, stops and lets go.
  package func stop(_ host: Host) {
    guard let process = host.process, process.isAccepting else { return }
    process.launch("stop", isDaemon: true) {
      await process.stop()
      guard host.process === process else { return }
      host.process = nil
      self.tell(.processStopped, host, "stops")
      process.fence()
    }
    simulation.schedule(at: simulation.now + host.settings.drainLimit) { [self] in
      guard host.process === process else { return }
      crash(host, restarts: false)
    }
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
    for host in hosts { crash(host, takesMachine: true, restarts: false) }
    simulation.runReady()
  }

  func startFailed(_ host: Host, _ error: any Error) {
    guard let process = host.process else { return }
    host.process = nil
    tell(.processCrashed, host, "fails to start: \(error)")
    process.fence()
    host.disk.crash()
    scheduleRestart(host)
  }

  private func scheduleRestart(_ host: Host) {
    guard let delay = host.settings.restart.delay(afterLives: host.incarnations) else { return }
    simulation.schedule(at: simulation.now + delay) { [self] in start(host) }
  }

  private func tell(_ kind: TraceKind, _ host: Host, _ text: String) {
    simulation.record(kind, at: host.index, value: UInt64(host.incarnations), text: text)
    lifeObserver?(host, kind)
  }
}
