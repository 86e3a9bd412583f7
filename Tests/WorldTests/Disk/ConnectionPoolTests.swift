import Engine
import ServiceRuntime
import Testing
import World

@Suite struct ConnectionPoolTests {
  /// Opens a number of transactions, one a millisecond, that each last some milliseconds.
  private func run(_ settings: StoreSettings, tasks: Int, lasting: Int) -> StoreBench {
    let bench = StoreBench(policy: .randomOrder)
    let store = bench.store(settings)
    for number in 0..<tasks {
      bench.task("t\(number)") {
        await bench.pause(number)
        try await store.transaction { _ in
          bench.say("\(number) at \(bench.milliseconds)")
          await bench.pause(lasting)
        }
      }
    }
    bench.simulation.run()
    #expect(store.connectionsInUse == 0)
    return bench
  }

  @Test func `those who wait for a connection get it in the order in which they came`() {
    let bench = run(StoreSettings(connections: 2), tasks: 5, lasting: 10)
    #expect(bench.lines == ["0 at 0", "1 at 1", "2 at 10", "3 at 11", "4 at 20"])
  }

  @Test func `a pool that has run dry turns those away who have waited too long`() {
    let settings = StoreSettings(connections: 1, connectionTimeout: .milliseconds(15))
    let bench = run(settings, tasks: 3, lasting: 10)
    #expect(bench.lines == ["0 at 0", "1 at 10", "t2: poolExhausted"])
  }

  @Test func `a pool without a bound makes nobody wait`() {
    let bench = run(StoreSettings(connections: nil), tasks: 3, lasting: 10)
    #expect(bench.lines == ["0 at 0", "1 at 1", "2 at 2"])
  }

  @Test func `a transaction that is never ended keeps its connection`() {
    let bench = StoreBench()
    let store = bench.store(
      StoreSettings(connections: 1, connectionTimeout: .milliseconds(5)))
    bench.task("careless") { _ = try await store.begin(TransactionOptions()) }
    bench.task("next") { _ = try await store.begin(TransactionOptions()) }
    bench.simulation.run()
    #expect(bench.lines == ["next: poolExhausted"])
    #expect(store.connectionsInUse == 1)
  }
}
