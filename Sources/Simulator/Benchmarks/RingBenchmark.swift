import Engine
import Primitives
import ServiceRuntime
import World

/// What a host more costs: every host calls the next one in a ring, all at the same time.
package struct RingBenchmark {
  /// How many hosts there are.
  package let hosts: Int
  /// How many calls are made in all, about.
  package let calls: Int

  /// A ring of so many hosts that make so many calls between them, at least one each.
  package init(hosts: Int, calls: Int = 300_000) {
    self.hosts = hosts
    self.calls = calls
  }

  /// The workload; building the hosts does not count.
  package func run(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let simulation = Simulation(seed: 42)
    let cluster = Cluster(simulation)
    let rounds = max(1, calls / hosts)
    let done = Countdown(hosts) { simulation.stopRequested = true }
    for number in 0..<hosts {
      let next = ServiceName("ring-\((number + 1) % hosts)")
      cluster.addHost("ring-\(number)-1", running: ServiceName("ring-\(number)")) { context in
        RingMember(context, next: next, rounds: rounds, done)
      }
    }
    for host in cluster.hosts { cluster.start(host) }
    simulation.runReady()
    let wall = stopwatch { simulation.run() }
    let result = BenchmarkResult(
      workload: "growth/\(hosts)", variant: "async services", count: hosts * rounds,
      messages: Int(cluster.network.messageCount), wall: wall, virtual: simulation.now,
      digest: simulation.digest)
    cluster.shutDown()
    return result
  }
}

/// A host of the ring: answers the one before it and calls the one after it.
private final class RingMember: Service {
  private let context: ServiceContext
  private let next: ServiceName
  private let rounds: Int
  private let done: Countdown

  init(_ context: ServiceContext, next: ServiceName, rounds: Int, _ done: Countdown) {
    self.context = context
    self.next = next
    self.rounds = rounds
    self.done = done
  }

  func start() async throws {
    context.handle(Ping.self) { ping, _ in Pong(number: ping.number &+ 1) }
    context.tasks.spawn("caller") {
      for number in 0..<self.rounds {
        guard (try? await self.context.call(Ping(number: number), to: self.next)) != nil else {
          return
        }
      }
      self.done.count()
    }
  }
}
