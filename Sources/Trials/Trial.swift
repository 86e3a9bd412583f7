import Engine
package import Harness
import LiveRuntime
package import Primitives
import ServiceRuntime
package import World

/// A run whose services are processes of this machine.
///
/// The run keeps its hosts, its network, its faults, its clients and its judgement; only what a
/// service does happens elsewhere. Each host stands for a process. What a process asks of another
/// one arrives here over HTTP, goes over the run's network as an envelope, with whatever the
/// scenario does to it, and is passed on over HTTP to the process that the other host stands for.
/// What a process commits is told here and becomes the content of its host's disk. A host that
/// crashes has its process killed, a host that freezes has it stopped.
///
/// Everything but `post` happens on the thread of the run.
package final class Trial: RunPace, @unchecked Sendable {
  let setup: TrialSetup
  let scenario: Scenario
  let live: LiveHost
  private let system: SystemUnderTest
  private let news = Newsbox()
  private var remotes = OrderedDictionary<String, RemoteHost>()
  private var proxies: [HTTPServer] = []
  private var origin: Duration?
  private var lastActivity = Duration.zero
  private var lastMessages: UInt64 = 0
  private unowned(unsafe) var cluster: Cluster?

  /// How long after the last process is ready the run's time begins.
  private static let lead = Duration.milliseconds(250)

  /// A trial of a scenario; processes start with the run.
  package init(
    _ scenario: Scenario, of system: SystemUnderTest, _ setup: TrialSetup
  ) throws(TrialError) {
    do {
      live = try LiveHost()
    } catch {
      throw TrialError(reason: "\(error)")
    }
    self.scenario = scenario
    self.system = system
    self.setup = setup
  }

  /// The system with its services taken for processes of this machine.
  package var mirror: SystemUnderTest {
    SystemUnderTest(
      name: system.name, vocabulary: system.vocabulary,
      makeService: { context, _ in RemoteService(context, self) }, perform: system.perform,
      laws: system.laws, outsideParties: system.outsideParties, sagas: system.sagas)
  }

  /// The failpoints that something may happen at.
  var armedFailpoints: [String] {
    let planned = scenario.allFaults.compactMap { $0.when.failpoint?.name }
    guard scenario.chaos != nil else { return OrderedSet(planned).members }
    let kinds = scenario.services.map { $0.value.kind }
    let all = system.vocabulary.services.filter { kinds.contains($0.name) }.flatMap(\.failpoints)
    return OrderedSet(planned + all.map(\.name)).members
  }

  /// Leaves something for the thread of the run; may be called from anywhere.
  func post(_ piece: @escaping @Sendable (Trial) -> Void) {
    news.post { piece(self) }
  }

  /// The simulation, once the run has begun.
  var simulation: Simulation {
    guard let cluster else {
      preconditionFailure("the run has not begun, it is asked for its time")
    }
    return cluster.simulation
  }

  /// What happens at named points.
  var rule: (any FailpointRule)? { cluster?.failpointRule }

  /// Crashes a host, and with it its process.
  func crash(_ host: Host, wipesDisk: Bool = false) {
    cluster?.crash(host, wipesDisk: wipesDisk)
  }

  /// The process that a host stands for.
  func remote(of context: ServiceContext) -> RemoteHost {
    guard let cluster, let host = cluster.host(named: context.host) else {
      preconditionFailure("the run has not begun, or has no host \(context.host)")
    }
    if let known = remotes[context.host] { return known }
    let remote = RemoteHost(host, self)
    remotes[context.host] = remote
    return remote
  }

  // MARK: In step

  package func begin(_ cluster: Cluster) {
    self.cluster = cluster
    cluster.lifeObserver = { [unowned self] host, kind in
      remotes[host.name]?.follow(kind)
    }
    var services: [ServiceName] = []
    for host in cluster.hosts where !services.contains(host.service) {
      guard !host.name.hasPrefix("client-") else { continue }
      services.append(host.service)
      open(host.service)
    }
    for host in cluster.hosts where scenario.services[host.service.text] != nil {
      let remote = RemoteHost(host, self)
      remotes[host.name] = remote
      remote.launch(incarnation: 0)
    }
    let limit = LiveClock.machineTime + .seconds(60)
    while remotes.contains(where: { $0.value.isStarting }), LiveClock.machineTime < limit,
      !isCutShort
    {
      for piece in news.wait(milliseconds: 20) { piece() }
    }
    let origin = LiveClock.machineTime + Self.lead
    self.origin = origin
    lastActivity = origin
    for (_, remote) in remotes { remote.begin(origin) }
  }

  package func next() -> Instant {
    guard let cluster, let origin else { return .zero }
    let now = cluster.simulation.now
    let pieces = news.wait(milliseconds: 1)
    for piece in pieces { cluster.simulation.schedule(at: now, piece) }
    let time = LiveClock.machineTime
    if !pieces.isEmpty || cluster.network.messageCount != lastMessages
      || cluster.network.inFlightCount > 0
    {
      lastActivity = max(time, origin)
      lastMessages = cluster.network.messageCount
    }
    // Before its beginning a run goes on by single nanoseconds, so that what is posted is done.
    return max(.zero + (time - origin), now + .nanoseconds(1))
  }

  /// A process that is on its way is not at rest, however long the machine takes over it.
  package var isQuiet: Bool {
    LiveClock.machineTime - lastActivity > setup.quiet
      && !remotes.contains { $0.value.isComingUp }
  }

  package var isCutShort: Bool { setup.isCutShort() }

  package func end() {
    for (_, remote) in remotes { remote.end() }
    let limit = LiveClock.machineTime + .seconds(5)
    var isForced = false
    while remotes.contains(where: { $0.value.isAlive }) {
      for piece in news.wait(milliseconds: 20) { piece() }
      guard LiveClock.machineTime > limit, !isForced else { continue }
      isForced = true
      for (_, remote) in remotes { remote.kill() }
    }
    live.close()
    cluster = nil
  }

  /// The machine's time at an instant of the run.
  func machineTime(at instant: Instant) -> Instant {
    guard instant != .distantFuture, let origin else { return .distantFuture }
    return instant + origin
  }

  /// When the run's time began; nothing before that is known.
  var beginning: Duration? { origin }

  // MARK: What processes ask of each other

  /// Opens a port where processes reach a service.
  private func open(_ service: ServiceName) {
    do throws(SocketError) {
      let proxy = try HTTPServer(on: live.loop) { [self] request, reply in
        let reply = ProxyReply(reply)
        post { $0.carry(request, to: service, reply) }
      }
      proxies.append(proxy)
      live.directory.enter(service, port: proxy.port)
    } catch {
      setup.told("no port for \(service): \(error)")
    }
  }

  /// Where processes reach each service: `orders=40001`, in order of the names.
  var directoryText: String {
    let services = cluster.map { OrderedSet($0.hosts.map(\.service)).members } ?? []
    return services.compactMap { service in
      live.directory.port(of: service).map { "\(service)=\($0)" }
    }.joined(separator: ",")
  }

  private func carry(_ request: HTTPMessage, to service: ServiceName, _ reply: ProxyReply) {
    do throws(RPCError) {
      let caller = try RPCWire.caller(of: request)
      guard let cluster, let remote = remotes[caller], let context = remote.liveContext else {
        throw RPCError(.unavailable, "nobody is known as \(caller)")
      }
      let call = try call(request, to: service, in: cluster)
      context.tasks.spawn("call of \(call.method)") {
        await context.transport.perform(call)
        reply.send(RPCWire.response(to: call))
      }
    } catch {
      reply.send(RPCWire.response(error))
    }
  }

  /// The call that a request asks for; read where the service is part of the run itself.
  private func call(
    _ request: HTTPMessage, to service: ServiceName, in cluster: Cluster
  ) throws(RPCError) -> Call {
    guard case .request(_, let target) = request.start, let method = RPCWire.method(of: target)
    else { throw RPCError(.unimplemented, "there is no such path") }
    let now = cluster.simulation.now
    if scenario.services[service.text] == nil,
      let handler = cluster.hosts(of: service).first?.process?.handler(for: method)
    {
      return try RPCWire.call(request, to: service, handler, now: now)
    }
    return RawCall(
      method, String(decoding: request.body, as: UTF8.self), to: service,
      deadline: try RPCWire.deadline(of: request, now: now),
      metadata: try RPCWire.metadata(of: request))
  }
}

/// Why a scenario cannot be tried.
package struct TrialError: Error, CustomStringConvertible {
  /// The reason in a sentence.
  package let reason: String
  package var description: String { reason }
}

/// The answer that a process waits for; one that is forgotten says that nobody listens.
private final class ProxyReply: @unchecked Sendable {
  private var reply: HTTPServer.Reply?

  init(_ reply: @escaping HTTPServer.Reply) {
    self.reply = reply
  }

  deinit {
    send(RPCWire.response(RPCError(.connectionLost, "the run is over")))
  }

  func send(_ message: HTTPMessage) {
    reply?(message)
    reply = nil
  }
}
