import Engine
import Primitives
import ServiceRuntime
import World

/// Crashes and restarts of one host, one after another.
package struct CrashBenchmark {
  /// How many lives there are.
  package let cycles: Int

  /// So many lives.
  package init(cycles: Int) {
    self.cycles = cycles
  }

  /// The workload: start, two calls under way, crash, and again.
  package func run(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let simulation = Simulation(seed: 42)
    let cluster = Cluster(simulation)
    var settings = HostSettings()
    settings.restart = .never
    let host = cluster.addHost("mortal-1", running: "s0", settings: settings) { SagaStation($0) }
    cluster.addHost("caller-1", running: "caller") { EndlessCaller($0) }
    for host in cluster.hosts { cluster.start(host) }
    let wall = stopwatch {
      for cycle in 1...cycles {
        _ = simulation.run(until: .zero + .milliseconds(3 * cycle))
        cluster.crash(host)
        _ = simulation.run(until: .zero + .milliseconds(3 * cycle + 1))
        cluster.start(host)
      }
    }
    let result = BenchmarkResult(
      workload: "crash/\(cycles)", variant: "async services", count: cycles,
      messages: Int(cluster.network.messageCount), wall: wall, virtual: simulation.now,
      digest: simulation.digest)
    cluster.shutDown()
    return result
  }
}

/// Two tasks that call whatever happens.
private final class EndlessCaller: Service {
  private let context: ServiceContext

  init(_ context: ServiceContext) {
    self.context = context
  }

  func start() async throws {
    for number in 0..<2 {
      context.tasks.spawn("caller \(number)") {
        while true {
          do throws(RPCError) {
            _ = try await self.context.call(
              SagaStep(order: number, kind: .create), to: SagaStation.all[0],
              deadline: self.context.clock.deadline(after: .milliseconds(50)))
          } catch {
            if error.code == .cancelled { return }
          }
          guard (try? await self.context.clock.sleep(for: .milliseconds(1))) != nil else { return }
        }
      }
    }
  }
}
