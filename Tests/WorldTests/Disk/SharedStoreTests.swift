import Engine
import Primitives
import ServiceRuntime
import Testing

@testable import World

@Suite struct SharedStoreTests {
  private static let table = Table<Int>("numbers")

  /// Adds one to a number in its store with each request.
  private final class Adder: Service {
    private let context: ServiceContext

    init(_ context: ServiceContext) { self.context = context }

    func start() async throws {
      context.handle(Increment.self) { _, _ in
        let total = try await self.context.store.retryingTransaction { transaction in
          let next = (try await transaction.get(SharedStoreTests.table, "n") ?? 0) + 1
          try await transaction.put(SharedStoreTests.table, "n", next)
          return next
        }
        try await self.context.failpoint("after-commit")
        return Counted(total: total, version: self.context.host)
      }
    }
  }

  /// A hundred calls to two hosts, with faults.
  private func totals(
    shared: Bool, _ faults: PlannedFault..., disk: DiskProfile = DiskProfile()
  ) throws -> (cluster: Cluster, totals: [Int], answered: Int) {
    let bench = FaultBench(replicas: 1)
    var settings = HostSettings()
    settings.disk = disk
    settings.store.isolation = .serializable
    let cluster = Cluster(Simulation(seed: 3))
    cluster.network.ordinaryProfile = LinkProfile(latency: .constant(.milliseconds(1)))
    cluster.addHost("caller-1", running: "caller") { CallerService($0, bench) }
    let first = cluster.addHost("counter-1", running: "counter", settings: settings) { Adder($0) }
    cluster.addHost(
      "counter-2", running: "counter", settings: settings, sharingStoreOf: shared ? first : nil
    ) { Adder($0) }
    try FaultInjector(cluster).arm(FaultPlan(faults))
    for host in cluster.hosts { cluster.start(host) }
    _ = cluster.simulation.run(until: Instant(nanoseconds: 5_000_000_000))
    let totals = cluster.disks(of: "counter").map {
      $0.database.value(of: SharedStoreTests.table, "n") ?? 0
    }
    return (cluster, totals, bench.ends.filter { $0.code == nil }.count)
  }

  @Test func `hosts that share a store count together, others each on their own`() throws {
    #expect(try totals(shared: true).totals == [100])
    let apart = try totals(shared: false).totals
    #expect(apart.count == 2 && apart.allSatisfy { $0 > 0 } && apart.reduce(0, +) == 100)
  }

  @Test func `a crash of one process takes nothing from a store that others use`() throws {
    let lazy = DiskProfile(syncLatency: .constant(.milliseconds(2)))
    let crash = PlannedFault(
      "c", .failpoint("after-commit", nth: 30), .crash(), on: .occasion,
      lasting: .constant(.milliseconds(100)))
    let run = try totals(shared: true, crash, disk: lazy)
    #expect(run.totals.count == 1 && run.totals[0] >= run.answered)
    #expect(run.answered < 100)
  }

  @Test func `a failover breaks the connections of everybody who uses the store`() throws {
    let run = try totals(
      shared: true,
      PlannedFault(
        "f", .at(.milliseconds(505)), .store(.failover(.constant(.milliseconds(200)))),
        on: .hosts([2])))
    #expect(run.answered < 100 && run.answered > 60)
    #expect(run.cluster.hosts[1].replica === run.cluster.hosts[2].replica)
    #expect(run.totals[0] >= run.answered)
  }

  @Test func `a backup that is restored is that of the shared store`() throws {
    let run = try totals(
      shared: true,
      PlannedFault("b", .at(.milliseconds(205)), .store(.backup), on: .hosts([2])),
      PlannedFault("r", .at(.milliseconds(505)), .store(.restore), on: .hosts([1])))
    #expect(run.totals[0] < 80 && run.answered > 95)
  }
}
