import Engine
import Primitives
import ServiceRuntime
import World

/// W3: an order as five calls in a row, a thousand orders at a time.
///
/// A thousand workers on one host pull from 200,000 orders: create, reserve, charge, ship, notify
/// at four services; one charge in a hundred is refused, and then release and cancel take the
/// place of ship and notify. Always ten messages an order, latency as in W2, no time limits.
package struct OrderSagaBenchmark {
  /// How many orders are worked on at once.
  package let workers: Int
  /// How many orders there are.
  package let orders: Int
  /// How many laws look at each step that is done; without any nothing is looked at.
  package let laws: Int

  /// The usual numbers, or others.
  package init(workers: Int = 1_000, orders: Int = 200_000, laws: Int = 0) {
    self.workers = workers
    self.orders = orders
    self.laws = laws
  }

  /// The workload as async services over the whole stack.
  package func runServices(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let simulation = Simulation(seed: 42)
    let cluster = Cluster(simulation)
    cluster.network.ordinaryProfile = LinkProfile(
      latency: .uniform(.milliseconds(1), .milliseconds(10)))
    let board = laws > 0 ? SagaBoard(laws: laws) : nil
    for station in SagaStation.all {
      cluster.addHost("\(station)-1", running: station) { SagaStation($0, board) }
    }
    let done = Countdown(workers) { simulation.stopRequested = true }
    cluster.addHost("orchestrator-1", running: "orchestrator") { [workers, orders] context in
      SagaWorkers(context, workers: workers, orders: orders, done)
    }
    for host in cluster.hosts { cluster.start(host) }
    let wall = stopwatch { simulation.run() }
    let result = BenchmarkResult(
      workload: laws > 0 ? "W3-laws" : "W3",
      variant: laws > 0 ? "\(laws) laws" : "async services", count: orders,
      messages: Int(cluster.network.messageCount), wall: wall, virtual: simulation.now,
      digest: simulation.digest)
    if let board {
      let looks = board.finish(at: simulation.now)
      precondition(looks > orders, "\(orders) orders were looked at \(looks) times")
    }
    cluster.shutDown()
    return result
  }
}

/// One step of an order.
struct SagaStep: Request {
  typealias Reply = SagaAnswer
  static let method: Method = "saga.step"
  let order: Int
  let kind: Kind

  /// What is done for the order.
  enum Kind: Int, Codable, Sendable {
    case create, reserve, charge, ship, notify, release, cancel
  }

  func fingerprint(into digest: inout Digest) { digest.combine(order &* 8 &+ kind.rawValue) }
}

/// Whether a step was done.
struct SagaAnswer: Codable, Sendable, Fingerprinted {
  let isDone: Bool

  func fingerprint(into digest: inout Digest) { digest.combine(isDone) }
}

/// A service that does every step but one charge in a hundred.
final class SagaStation: Service {
  static let all: [ServiceName] = ["s0", "s1", "s2", "s3"]
  private let context: ServiceContext
  private let board: SagaBoard?

  init(_ context: ServiceContext, _ board: SagaBoard? = nil) {
    self.context = context
    self.board = board
  }

  func start() async throws {
    context.handle(SagaStep.self) { step, _ in
      let isDone = step.kind != .charge || self.context.random.below(100) != 0
      if isDone { self.board?.note(step.kind, at: self.context.clock.now) }
      return SagaAnswer(isDone: isDone)
    }
  }
}

/// Brings orders to their end, many at once.
final class SagaWorkers: Service {
  private let context: ServiceContext
  private let workers: Int
  @exclusivity(unchecked) private var left: Int
  private let done: Countdown

  init(_ context: ServiceContext, workers: Int, orders: Int, _ done: Countdown) {
    self.context = context
    self.workers = workers
    left = orders
    self.done = done
  }

  func start() async throws {
    for worker in 0..<workers {
      context.tasks.spawn("worker \(worker)") { await self.work() }
    }
  }

  private func work() async {
    while left > 0 {
      left -= 1
      guard (try? await bring(left)) != nil else { return }
    }
    done.count()
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
  ) async throws(RPCError) -> Bool {
    try await context.call(SagaStep(order: order, kind: kind), to: service).isDone
  }
}
