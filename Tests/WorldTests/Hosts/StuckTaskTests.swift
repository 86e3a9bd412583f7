import Engine
import Primitives
import ServiceRuntime
import Testing
import World

@Suite struct StuckTaskTests {
  /// A service with a task that catches every error and tries again.
  private final class Stubborn: Service {
    private let context: ServiceContext

    init(_ context: ServiceContext) {
      self.context = context
    }

    func start() async throws {
      context.tasks.spawn("never leaves") {
        while true { try? await self.context.clock.sleep(for: .milliseconds(1)) }
      }
    }
  }

  @Test func `a task that will not leave its ended process is parked and counted`() {
    let simulation = Simulation(seed: 1)
    let cluster = Cluster(simulation)
    let host = cluster.addHost("stubborn-1", running: "stubborn") { Stubborn($0) }
    cluster.start(host)
    _ = simulation.run(until: .zero + .milliseconds(10))
    #expect(cluster.stuckTaskCount == 0)
    cluster.crash(host, restarts: false)
    let reason = simulation.run()
    #expect(reason == .quiescent)
    #expect(cluster.stuckTaskCount == 1)
  }
}
