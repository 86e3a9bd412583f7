import Engine

/// The workloads that the command line can measure.
package enum Workbench {
  /// A workload and how it is run once.
  package struct Workload: Sendable {
    /// The name by which a person asks for it.
    package let name: String
    /// Runs it once.
    package let run: @Sendable (Stopwatch) -> BenchmarkResult

    /// A workload, of the engine's own or of the system that a program hosts.
    package init(name: String, run: @escaping @Sendable (Stopwatch) -> BenchmarkResult) {
      self.name = name
      self.run = run
    }
  }

  /// Every workload in order.
  package static let all: [Workload] = [
    Workload(name: "W1") { HoldBenchmark(pending: 1_000).runCallbacks($0) },
    Workload(name: "W1") { HoldBenchmark(pending: 1_000_000).runCallbacks($0) },
    Workload(name: "W1") { HoldBenchmark(pending: 1_000).runTasks($0) },
    Workload(name: "W1") { HoldBenchmark(pending: 1_000_000).runTasks($0) },
    Workload(name: "W2") { PingPongBenchmark().runCallbacks($0) },
    Workload(name: "W2") { PingPongBenchmark().runServices($0) },
    Workload(name: "W2-digest-off") { PingPongBenchmark().runServices($0, takesDigest: false) },
    Workload(name: "W2") { PingPongBenchmark().runServices($0, waits: true) },
    Workload(name: "W3") { OrderSagaBenchmark().runServices($0) },
    Workload(name: "W4") { SmallWorldBenchmark().runServices($0) },
    Workload(name: "W5") { IdleBenchmark(hosts: 5).run($0) },
    Workload(name: "W5") { IdleBenchmark(hosts: 50).run($0) },
    Workload(name: "W5") { IdleBenchmark(hosts: 5_000).run($0) },
    Workload(name: "growth") { RingBenchmark(hosts: 3).run($0) },
    Workload(name: "growth") { RingBenchmark(hosts: 30).run($0) },
    Workload(name: "growth") { RingBenchmark(hosts: 300).run($0) },
    Workload(name: "growth") { RingBenchmark(hosts: 3_000).run($0) },
    Workload(name: "growth") { RingBenchmark(hosts: 30_000).run($0) },
    Workload(name: "growth") { HoldBenchmark(pending: 1_000).runCallbacks($0) },
    Workload(name: "growth") { HoldBenchmark(pending: 10_000).runCallbacks($0) },
    Workload(name: "growth") { HoldBenchmark(pending: 100_000).runCallbacks($0) },
    Workload(name: "growth") { HoldBenchmark(pending: 1_000_000).runCallbacks($0) },
    Workload(name: "growth") {
      PingPongBenchmark(clients: 1_000, roundTrips: 1_000).runServices($0)
    },
    Workload(name: "growth") {
      PingPongBenchmark(clients: 10_000, roundTrips: 100).runServices($0)
    },
    Workload(name: "growth") {
      PingPongBenchmark(clients: 100_000, roundTrips: 10).runServices($0)
    },
    Workload(name: "growth") {
      PingPongBenchmark(clients: 1_000_000, roundTrips: 2).runServices($0)
    },
    Workload(name: "trace") { PingPongBenchmark(roundTrips: 500).runServices($0) },
    Workload(name: "trace") { PingPongBenchmark(roundTrips: 500).runServices($0, level: .full) },
    Workload(name: "store") { StoreBenchmark().run($0) },
    Workload(name: "broker") { BrokerBenchmark(.queue).run($0) },
    Workload(name: "broker") { BrokerBenchmark(.log).run($0) },
    Workload(name: "W3-laws") { OrderSagaBenchmark(laws: 100).runServices($0) },
    Workload(name: "linear-witness") {
      RegisterHistoryBenchmark(operations: 1_000_000, keys: 100, isWitnessed: true).run($0)
    },
    Workload(name: "linear-search") {
      RegisterHistoryBenchmark(operations: 100_000, keys: 100, isWitnessed: false).run($0)
    },
    Workload(name: "crash") { CrashBenchmark(cycles: 100_000).run($0) },
    Workload(name: "crash-long") { CrashBenchmark(cycles: 1_000_000).run($0) },
  ]

  /// The names that can be asked for.
  package static let names = [
    "W1", "W2", "W2-digest-off", "W3", "W4", "W5", "growth", "trace", "store", "broker", "W3-laws",
    "linear-witness", "linear-search", "crash", "crash-long",
  ]
}
