import Engine
import Primitives
import ServiceRuntime

@testable import World

/// Adds one to a counter; the reply is what it then is.
struct Increment: Request {
  typealias Reply = Counted
  static let method: Method = "counter.increment"
  let number: Int

  func fingerprint(into digest: inout Digest) { digest.combine(number) }
}

struct Counted: Codable, Sendable, Fingerprinted {
  let total: Int
  let version: String

  func fingerprint(into digest: inout Digest) { digest.combine(total) }
}

/// How a call ended.
struct CallEnd: Equatable {
  let number: Int
  let begin: Instant
  let end: Instant
  let code: RPCError.Code?
  let version: String
  let wall: Int64

  var milliseconds: Int64 { (end - begin).nanoseconds / 1_000_000 }
}

/// A counter in memory and in the store.
final class CounterService: Service {
  private let context: ServiceContext
  private let bench: FaultBench
  private let version: String
  private var total = 0
  static let table = Table<Int>("totals")

  init(_ context: ServiceContext, _ bench: FaultBench, version: String) {
    self.context = context
    self.bench = bench
    self.version = version
  }

  func start() async throws {
    context.handle(Increment.self) { request, _ in
      try await self.increment(request)
    }
  }

  private func increment(_ request: Increment) async throws -> Counted {
    bench.note("\(context.host) begins \(request.number)")
    try await context.failpoint("before-commit")
    total += 1
    let value = total
    if bench.usesStore {
      try await context.store.transaction { transaction in
        try await transaction.put(CounterService.table, "\(request.number)", value)
      }
    }
    try await context.failpoint("after-commit")
    bench.note("\(context.host) ends \(request.number)")
    return Counted(total: value, version: version)
  }

  func drain() async { bench.note("\(context.host) drains") }
}

/// Calls the counter again and again.
final class CallerService: Service {
  private let context: ServiceContext
  private let bench: FaultBench

  init(_ context: ServiceContext, _ bench: FaultBench) {
    self.context = context
    self.bench = bench
  }

  func start() async throws {
    context.tasks.spawn("calls") { await self.run() }
  }

  private func run() async {
    for number in 0..<bench.calls {
      let at = Instant.zero + bench.interval * (number + 1)
      guard (try? await context.clock.sleep(until: at)) != nil else { return }
      context.tasks.spawn("call \(number)") { await self.call(number) }
    }
  }

  private func call(_ number: Int) async {
    let begin = context.clock.now
    var code: RPCError.Code?
    var version = ""
    do {
      let reply = try await context.call(
        Increment(number: number), to: "counter",
        deadline: context.clock.deadline(after: bench.patience))
      version = reply.version
    } catch {
      code = error.code
    }
    bench.ends.append(
      CallEnd(
        number: number, begin: begin, end: context.clock.now, code: code, version: version,
        wall: context.clock.wallTime.nanosecondsSinceEpoch))
  }
}

/// A caller and some counters, with faults.
final class FaultBench {
  let simulation: Simulation
  let cluster: Cluster
  let injector: FaultInjector
  var calls = 100
  var interval = Duration.milliseconds(10)
  var patience = Duration.milliseconds(200)
  var usesStore = false
  var ends: [CallEnd] = []
  private(set) var notes: [String] = []
  private var replicas: Int

  /// The caller is host 0, the counters come after it.
  init(
    seed: Seed = 1, replicas: Int = 1, level: TraceLevel = .full,
    settings: HostSettings = HostSettings()
  ) {
    simulation = Simulation(seed: seed, traceLevel: level)
    cluster = Cluster(simulation)
    injector = FaultInjector(cluster)
    self.replicas = replicas
    cluster.addHost("caller-1", running: "caller") { [self] in CallerService($0, self) }
    for number in 1...replicas {
      cluster.addHost("counter-\(number)", running: "counter", settings: settings) { [self] in
        CounterService($0, self, version: "")
      }
    }
    cluster.offer("v2", of: "counter") { [self] in CounterService($0, self, version: "v2") }
    cluster.network.ordinaryProfile = LinkProfile(latency: .constant(.milliseconds(1)))
  }

  func note(_ text: String) {
    notes.append("\(simulation.now.nanoseconds / 1_000_000) \(text)")
  }

  /// Runs with some faults until all calls have ended.
  @discardableResult
  func run(_ faults: PlannedFault..., until seconds: Int64 = 5) throws -> Self {
    try run(plan: FaultPlan(faults), until: seconds)
  }

  @discardableResult
  func run(plan: FaultPlan, until seconds: Int64 = 5) throws -> Self {
    try injector.arm(plan)
    for host in cluster.hosts { cluster.start(host) }
    _ = simulation.run(until: Instant(nanoseconds: seconds * 1_000_000_000))
    return self
  }

  /// Ends the run and gives back its memory.
  func shutDown() { cluster.shutDown() }

  var server: Host { cluster.hosts[1] }
  /// The codes with which calls failed, by how many.
  var failures: Int { ends.filter { $0.code != nil }.count }
  func failures(_ code: RPCError.Code) -> Int { ends.filter { $0.code == code }.count }
  func strikes(_ id: String) -> Int { injector.tallies.first { $0.id == id }?.strikes ?? -1 }
  /// How often the trace has a kind of event.
  func count(_ kind: TraceKind) -> Int { simulation.trace.events.filter { $0.kind == kind }.count }
  /// How often a counter began to work.
  var begins: Int { notes.filter { $0.contains("begins") }.count }
}

extension MessageCondition {
  static func requests(nth: Int? = nil) -> MessageCondition {
    MessageCondition(method: "counter.increment", nth: nth, leg: .request)
  }
}
