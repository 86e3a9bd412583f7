import Engine
import Primitives
import ServiceRuntime
import World

/// W5: hosts with their services started and nothing to do, for a thousand virtual seconds.
package struct IdleBenchmark {
  /// How many hosts there are.
  package let hosts: Int

  /// So many hosts.
  package init(hosts: Int) {
    self.hosts = hosts
  }

  /// The workload; building the hosts counts.
  package func run(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let simulation = Simulation(seed: 42)
    let cluster = Cluster(simulation)
    let wall = stopwatch {
      for number in 0..<hosts {
        cluster.addHost("idle-\(number)", running: "idle") { SagaStation($0) }
      }
      for host in cluster.hosts { cluster.start(host) }
      _ = simulation.run(until: .zero + .seconds(1_000))
    }
    let result = BenchmarkResult(
      workload: "W5/\(hosts)", variant: "idle hosts", count: hosts,
      messages: Int(cluster.network.messageCount), wall: wall, virtual: simulation.now,
      digest: simulation.digest)
    cluster.shutDown()
    return result
  }
}
