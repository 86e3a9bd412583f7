package import Engine
import Primitives
import ServiceRuntime
import World

/// W2: a hundred clients on one host call one service on another, each as fast as replies come.
///
/// Ten thousand round trips a client, two million messages, latency of each message independent
/// and uniform between 1 and 10 ms.
package struct PingPongBenchmark {
  /// How many clients call at once.
  package let clients: Int
  /// How often each calls.
  package let roundTrips: Int

  /// A benchmark with so many clients that make so many calls each.
  package init(clients: Int = 100, roundTrips: Int = 10_000) {
    self.clients = clients
    self.roundTrips = roundTrips
  }

  /// The workload as bare callbacks of the engine, as simulators without processes do it.
  package func runCallbacks(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let simulation = Simulation(seed: 42)
    let exchange = PingExchange(simulation, clients: clients, roundTrips: roundTrips)
    let wall = stopwatch {
      exchange.start()
      simulation.run()
    }
    return BenchmarkResult(
      workload: "W2", variant: "callbacks", count: clients * roundTrips,
      messages: exchange.messageCount, wall: wall, virtual: simulation.now,
      digest: simulation.digest)
  }

  /// The workload over the whole stack: hosts, network, typed calls, digest.
  ///
  /// - Parameters:
  ///   - waits: whether the service's handler is one that may wait, so that each request
  ///   takes a task; without it a request is answered within its delivery.
  ///   - takesDigest: whether there is a digest, which a run always has; without it the difference
  ///   is what it costs.
  ///   - level: how much of the run is kept.
  package func runServices(
    _ stopwatch: Stopwatch, waits: Bool = false, takesDigest: Bool = true,
    level: TraceLevel = .digest
  ) -> BenchmarkResult {
    let simulation = Simulation(seed: 42, traceLevel: level)
    if !takesDigest { simulation.stopDigest() }
    let cluster = Cluster(simulation)
    cluster.network.ordinaryProfile = LinkProfile(
      latency: .uniform(.milliseconds(1), .milliseconds(10)))
    let done = Countdown(clients) { simulation.stopRequested = true }
    cluster.addHost("echo-1", running: "echo") { EchoService($0, waits: waits) }
    cluster.addHost("clients-1", running: "clients") { [clients, roundTrips] context in
      PingClients(context, clients: clients, roundTrips: roundTrips, done)
    }
    // A million clients start within one instant, which on a slow machine takes its time.
    simulation.escapes.stallLimit = .seconds(600)
    for host in cluster.hosts { cluster.start(host) }
    let wall = stopwatch { simulation.run() }
    let result = BenchmarkResult(
      workload: workload(takesDigest),
      variant: level == .full
        ? "full trace" : waits ? "async services, async handlers" : "async services",
      count: clients * roundTrips,
      messages: Int(cluster.network.messageCount), wall: wall, virtual: simulation.now,
      digest: simulation.digest)
    cluster.shutDown()
    return result
  }

  private func workload(_ takesDigest: Bool) -> String {
    guard takesDigest else { return "W2-digest-off" }
    return clients == 100 && roundTrips == 10_000 ? "W2" : "W2/\(clients)x\(roundTrips)"
  }
}

extension ServiceName {
  static let echo: ServiceName = "echo"
}

/// A number on its way there and back.
struct Ping: Request {
  typealias Reply = Pong
  static let method: Method = "echo.ping"
  let number: Int

  func fingerprint(into digest: inout Digest) { digest.combine(number) }
}

/// The answer, with the number that was sent.
struct Pong: Codable, Sendable, Fingerprinted {
  let number: Int

  func fingerprint(into digest: inout Digest) { digest.combine(number) }
}

/// Answers each number with the next one.
final class EchoService: Service {
  private let context: ServiceContext
  private let waits: Bool

  init(_ context: ServiceContext, waits: Bool = false) {
    self.context = context
    self.waits = waits
  }

  func start() async throws {
    if waits {
      context.handle(Ping.self) { ping, _ in await self.answer(ping) }
    } else {
      context.handle(Ping.self) { ping, _ in Pong(number: ping.number &+ 1) }
    }
  }

  private func answer(_ ping: Ping) async -> Pong { Pong(number: ping.number &+ 1) }
}

/// Calls the echo service from many tasks.
final class PingClients: Service {
  private let context: ServiceContext
  private let clients: Int
  private let roundTrips: Int
  private let done: Countdown

  init(_ context: ServiceContext, clients: Int, roundTrips: Int, _ done: Countdown) {
    self.context = context
    self.clients = clients
    self.roundTrips = roundTrips
    self.done = done
  }

  func start() async throws {
    for client in 0..<clients {
      context.tasks.spawn("client \(client)") { await self.callRepeatedly() }
    }
  }

  private func callRepeatedly() async {
    for number in 0..<roundTrips {
      guard let pong = try? await context.call(Ping(number: number), to: .echo) else { return }
      precondition(pong.number == number + 1, "got \(pong.number), expected \(number + 1)")
    }
    done.count()
  }
}

/// Does something when it has been counted down.
final class Countdown {
  private var left: Int
  private let body: () -> Void

  init(_ start: Int, _ body: @escaping () -> Void) {
    left = start
    self.body = body
  }

  func count() {
    left -= 1
    if left == 0 { body() }
  }
}
