import Engine
import Primitives
import ServiceRuntime
import World

/// One service and somebody who calls it, in a world of their own.
final class ServiceWorld {
  let simulation: Simulation
  let cluster: Cluster
  let host: Host

  init(
    _ service: ServiceName, seed: Seed = 1, isolation: IsolationLevel = .serializable,
    _ make: @escaping (ServiceContext) -> any Service
  ) {
    simulation = Simulation(seed: seed)
    cluster = Cluster(simulation)
    var settings = HostSettings()
    settings.store.isolation = isolation
    settings.disk.commitLatency = .constant(.milliseconds(1))
    host = cluster.addHost("\(service)-1", running: service, settings: settings, make: make)
  }

  /// Runs a body as a client of the service and lets everything come to rest.
  @discardableResult
  func run(_ body: @escaping (ServiceContext) async throws -> Void) -> StopReason {
    cluster.addHost("client-\(cluster.hosts.count)", running: "client") { Caller($0, body) }
    for host in cluster.hosts { cluster.start(host) }
    return simulation.run()
  }

  /// Dies at a named point once, then lets it pass.
  func crash(at point: FailpointName) {
    let rule = CrashOnce(host.name, point)
    rules.append(rule)
    cluster.failpointRule = rule
  }

  private var rules: [CrashOnce] = []

  private final class CrashOnce: FailpointRule {
    private let host: String
    private let point: FailpointName
    private var isSpent = false

    init(_ host: String, _ point: FailpointName) {
      self.host = host
      self.point = point
    }

    func verdict(at name: FailpointName, on host: Host) -> FailpointVerdict {
      guard name == point, host.name == self.host, !isSpent else { return .pass }
      isSpent = true
      return .crash(wipesDisk: false)
    }
  }

  private final class Caller: Service {
    private let context: ServiceContext
    private let body: (ServiceContext) async throws -> Void

    init(_ context: ServiceContext, _ body: @escaping (ServiceContext) async throws -> Void) {
      self.context = context
      self.body = body
    }

    func start() async throws {
      context.tasks.spawn("script") {
        try? await self.context.clock.sleep(for: .milliseconds(10))
        try? await self.body(self.context)
      }
    }
  }
}

extension ServiceContext {
  /// What a request comes to: its reply or the error that it ended with.
  func outcome<R: Request>(
    _ request: R, to service: ServiceName, key: String? = nil
  ) async -> Result<R.Reply, RPCError> {
    do throws(RPCError) {
      return .success(
        try await call(
          request, to: service, deadline: clock.deadline(after: .seconds(5)),
          metadata: Metadata(idempotencyKey: key)))
    } catch {
      return .failure(error)
    }
  }

  /// Runs two bodies side by side and waits for both.
  func race(
    _ first: @escaping () async -> Void, _ second: @escaping () async -> Void
  ) async throws {
    let one = tasks.spawn("one", first)
    let other = tasks.spawn("other", second)
    try await one.join()
    try await other.join()
  }
}

extension Result where Failure == RPCError {
  /// The reply, if there was one.
  var reply: Success? { try? get() }

  /// The error, if there was one.
  var failure: RPCError? {
    switch self {
    case .success: nil
    case .failure(let error): error
    }
  }
}
