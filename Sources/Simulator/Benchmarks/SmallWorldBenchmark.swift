import Engine
import Primitives
import ServiceRuntime
import World

/// W4: many small worlds, each built, run and torn down.
///
/// For each seed five hosts, twenty orders started 10 ms apart, the orchestrator cut from one
/// random service for 200 ms beginning within the first 200 ms, calls with a time limit of 50 ms
/// repeated without end, until all orders are done.
package struct SmallWorldBenchmark {
  /// How many worlds there are.
  package let worlds: Int

  /// The usual number of worlds, or another.
  package init(worlds: Int = 10_000) {
    self.worlds = worlds
  }

  /// The workload as async services over the whole stack.
  package func runServices(_ stopwatch: Stopwatch) -> BenchmarkResult {
    var messages = 0
    var span: Int64 = 0
    var digest = Digest()
    let memory = RunMemory()
    let wall = stopwatch {
      for seed in 0..<worlds {
        let world = SmallWorld(seed: Seed(UInt64(seed)), memory: memory)
        let end = world.run()
        messages += world.messageCount
        span += end.nanoseconds
        digest.add(world.digest)
      }
    }
    return BenchmarkResult(
      workload: "W4", variant: "async services", count: worlds, messages: messages, wall: wall,
      virtual: Instant(nanoseconds: span / Int64(max(worlds, 1))), digest: digest)
  }
}

/// One small world.
private struct SmallWorld {
  private let simulation: Simulation
  private let cluster: Cluster

  init(seed: Seed, memory: RunMemory) {
    let simulation = Simulation(seed: seed, memory: memory)
    self.simulation = simulation
    cluster = Cluster(simulation)
    cluster.network.ordinaryProfile = LinkProfile(
      latency: .uniform(.milliseconds(1), .milliseconds(10)))
    for station in SagaStation.all {
      cluster.addHost("\(station)-1", running: station) { SagaStation($0) }
    }
    let done = Countdown(20) { simulation.stopRequested = true }
    cluster.addHost("orchestrator-1", running: "orchestrator") { PatientOrders($0, done) }
    planCut()
  }

  var messageCount: Int { Int(cluster.network.messageCount) }
  var digest: Digest { simulation.digest }

  /// Cuts the orchestrator from one service for a while.
  private func planCut() {
    var stream = simulation.streams.stream(.fault, at: "cut", purpose: "choice")
    let victim = [Int32(stream.below(4))]
    let start = Instant(nanoseconds: Int64(stream.below(200_000_000)))
    let network = cluster.network
    simulation.schedule(at: start) {
      network.cut(from: [4], to: victim)
      network.cut(from: victim, to: [4])
    }
    simulation.schedule(at: start + .milliseconds(200)) {
      network.heal(from: [4], to: victim)
      network.heal(from: victim, to: [4])
    }
  }

  func run() -> Instant {
    for host in cluster.hosts { cluster.start(host) }
    simulation.run()
    let end = simulation.now
    cluster.shutDown()
    return end
  }
}

/// Twenty orders that repeat each call until it is answered.
private final class PatientOrders: Service {
  private let context: ServiceContext
  private let done: Countdown

  init(_ context: ServiceContext, _ done: Countdown) {
    self.context = context
    self.done = done
  }

  func start() async throws {
    for order in 0..<20 {
      context.tasks.spawn("order") {
        guard (try? await self.context.clock.sleep(for: .milliseconds(10 * order))) != nil,
          (try? await self.bring(order)) != nil
        else { return }
        self.done.count()
      }
    }
  }

  private func bring(_ order: Int) async throws {
    try await step(order, .create, at: SagaStation.all[0])
    try await step(order, .reserve, at: SagaStation.all[1])
    if try await step(order, .charge, at: SagaStation.all[2]) {
      try await step(order, .ship, at: SagaStation.all[3])
      try await step(order, .notify, at: SagaStation.all[0])
    } else {
      try await step(order, .release, at: SagaStation.all[1])
      try await step(order, .cancel, at: SagaStation.all[0])
    }
  }

  @discardableResult
  private func step(
    _ order: Int, _ kind: SagaStep.Kind, at service: ServiceName
  ) async throws -> Bool {
    while true {
      do throws(RPCError) {
        return try await context.call(
          SagaStep(order: order, kind: kind), to: service,
          deadline: context.clock.deadline(after: .milliseconds(50))
        ).isDone
      } catch {
        if error.code == .cancelled { throw error }
      }
    }
  }
}
