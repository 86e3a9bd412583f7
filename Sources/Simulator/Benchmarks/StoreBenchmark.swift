import Engine
import Primitives
import ServiceRuntime
import World

/// Transactions on one store: a hundred tasks that each read and write records of their own.
///
/// A transaction reads one record, writes it back with one more, and commits to a disk that takes
/// a millisecond.
package struct StoreBenchmark {
  /// How many tasks there are.
  package let writers: Int
  /// How many transactions each makes.
  package let transactions: Int

  /// The usual numbers, or others.
  package init(writers: Int = 100, transactions: Int = 1_000) {
    self.writers = writers
    self.transactions = transactions
  }

  /// The workload.
  package func run(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let simulation = Simulation(seed: 42)
    let cluster = Cluster(simulation)
    let done = Countdown(writers) { simulation.stopRequested = true }
    var settings = HostSettings()
    settings.disk = DiskProfile(commitLatency: .constant(.milliseconds(1)))
    cluster.addHost("ledger-1", running: "ledger", settings: settings) {
      [writers, transactions] context in
      Ledger(context, writers: writers, transactions: transactions, done)
    }
    for host in cluster.hosts { cluster.start(host) }
    let wall = stopwatch { simulation.run() }
    let result = BenchmarkResult(
      workload: "store", variant: "transactions", count: writers * transactions, messages: 0,
      wall: wall, virtual: simulation.now, digest: simulation.digest)
    cluster.shutDown()
    return result
  }
}

/// Counts up records in a store.
private final class Ledger: Service {
  private static let table = Table<Int>("ledger")
  private let context: ServiceContext
  private let writers: Int
  private let transactions: Int
  private let done: Countdown

  init(_ context: ServiceContext, writers: Int, transactions: Int, _ done: Countdown) {
    self.context = context
    self.writers = writers
    self.transactions = transactions
    self.done = done
  }

  func start() async throws {
    for writer in 0..<writers {
      context.tasks.spawn("writer") {
        for round in 0..<self.transactions {
          let key = "\(writer)-\(round % 10)"
          guard (try? await self.countUp(key)) != nil else { return }
        }
        self.done.count()
      }
    }
  }

  private func countUp(_ key: String) async throws {
    try await context.store.transaction { transaction in
      let count = try await transaction.get(Self.table, key) ?? 0
      try await transaction.put(Self.table, key, count + 1)
    }
  }
}
