import Engine
import Primitives
import ServiceRuntime
import World

/// Runs of a few hundred events whose digests are written down.
enum SmallRuns {
  /// Events that schedule further ones.
  static func timers() -> Digest {
    let simulation = Simulation(seed: 7)
    var stream = simulation.streams.stream(.workload, at: "timers", purpose: "delay")
    func rearm(_ left: Int) {
      let delay = Int64(stream.below(1_000_000)) + 1
      simulation.schedule(at: simulation.now + .nanoseconds(delay)) {
        if left > 0 { rearm(left - 1) }
      }
    }
    for _ in 0..<20 { rearm(20) }
    simulation.run()
    return simulation.digest
  }

  /// Tasks of one process that wake one another.
  static func tasks(_ policy: SchedulingPolicy) -> Digest {
    let simulation = Simulation(seed: 7, policy: policy)
    let home = TaskHome(simulation, place: "workers")
    let trail = simulation.trace.addPlace("workers")
    let tasks = (0..<5).map { SimulationTask("worker \($0)", executor: home.executor) }
    for (number, task) in tasks.enumerated() {
      home.launch(task) {
        for round in 0..<10 {
          let instant = Instant(nanoseconds: Int64(round) * 1_000_000)
          if round % 3 == 0 { _ = await simulation.sleep(until: max(instant, simulation.now)) }
          let suspension = simulation.openSuspension(.signal)
          simulation.interrupt { simulation.wake(suspension, .resumed) }
          _ = await simulation.wait(for: suspension)
          simulation.record(.measured, at: trail, value: UInt64(number))
        }
      }
    }
    simulation.run()
    return simulation.digest
  }

  /// Clients that call a service over a network, which may lose messages and crash the service.
  static func pingPong(isRough: Bool) -> Digest {
    let simulation = Simulation(seed: 7)
    let cluster = Cluster(simulation)
    var profile = LinkProfile(latency: .uniform(.milliseconds(1), .milliseconds(10)))
    if isRough { profile.loss = Ratio(1, 10) }
    cluster.network.ordinaryProfile = profile
    cluster.addHost("echo-1", running: "echo") { EchoService($0) }
    cluster.addHost("clients-1", running: "clients") { PingService($0) }
    for host in cluster.hosts { cluster.start(host) }
    if isRough, let host = cluster.host(named: "echo-1") {
      simulation.schedule(at: Instant(nanoseconds: 100_000_000), priority: .fault) {
        cluster.crash(host)
      }
    }
    simulation.run()
    let digest = simulation.digest
    cluster.shutDown()
    return digest
  }
}

private struct Ping: Request {
  typealias Reply = Pong
  static let method: Method = "echo.ping"
  let number: Int

  func fingerprint(into digest: inout Digest) { digest.combine(number) }
}

private struct Pong: Codable, Sendable, Fingerprinted {
  let number: Int

  func fingerprint(into digest: inout Digest) { digest.combine(number) }
}

private final class EchoService: Service {
  private let context: ServiceContext

  init(_ context: ServiceContext) {
    self.context = context
  }

  func start() async throws {
    context.handle(Ping.self) { ping, _ in Pong(number: ping.number + 1) }
  }
}

private final class PingService: Service {
  private let context: ServiceContext

  init(_ context: ServiceContext) {
    self.context = context
  }

  func start() async throws {
    for client in 0..<5 {
      context.tasks.spawn("client \(client)") { await self.call() }
    }
  }

  private func call() async {
    for number in 0..<20 {
      let deadline = context.clock.deadline(after: .milliseconds(50))
      _ = try? await context.call(Ping(number: number), to: "echo", deadline: deadline)
    }
  }
}
