import Engine
import Primitives
import ServiceRuntime
import World

/// A checkout that was recorded once and has been edited since.
struct EditedSystem {
  /// What was changed in the code after the recording.
  enum Edit: CaseIterable {
    /// Nothing.
    case none
    /// A log line, a counter and a named point.
    case remarks
    /// A draw in a task of its own.
    case draw
    /// A call to a service that is new, beside the others.
    case call
    /// A task that wakes now and then.
    case task
    /// A host that calls as well, and is called.
    case host
    /// A table that is written to before the others.
    case table
    /// The second attempt at a call is gone: the course of events cannot be the same.
    case noRetry
  }

  /// What a run came to.
  struct Run {
    let recording: RunRecording
    let trace: Trace
    /// How often each order was deducted.
    let deductions: [Int]
    /// The faults that struck, in order.
    let strikes: [String]
    /// What orders draw, in order.
    let draws: [UInt64]
    /// How far choices were followed, where there were some.
    let choices: Following?
  }

  static func run(
    _ seed: Seed, _ edit: Edit = .none, policy: SchedulingPolicy = .arrivalOrder
  ) throws -> Run {
    let simulation = Simulation(seed: seed, policy: policy, traceLevel: .full)
    if policy != .arrivalOrder { simulation.keepChoices() }
    let cluster = Cluster(simulation)
    let book = Book()
    cluster.network.ordinaryProfile = LinkProfile(
      latency: .uniform(.milliseconds(1), .milliseconds(10)))
    if edit == .host {
      cluster.addHost("front-1", running: "front") { AuditService($0, calls: true) }
    }
    cluster.addHost("orders-1", running: "orders") { CheckoutService($0, book, edit) }
    var settings = HostSettings()
    settings.disk.commitLatency = .uniform(.milliseconds(1), .milliseconds(5))
    cluster.addHost("stock-1", running: "stock", settings: settings) {
      DeductingService($0, book, edit)
    }
    cluster.addHost("audit-1", running: "audit") { AuditService($0, calls: false) }
    let injector = FaultInjector(cluster)
    try injector.arm(FaultPlan(faults(cluster)))
    for host in cluster.hosts { cluster.start(host) }
    _ = simulation.run(until: Instant(nanoseconds: 5_000_000_000))
    let outline = RunOutline(simulation.trace)
    let result = Run(
      recording: RunRecording(
        digest: simulation.digest.description, policy: policy, order: simulation.recordedOrder,
        outline: outline),
      trace: simulation.trace, deductions: book.deductions,
      strikes: outline.steps.map { outline.names[$0] }.filter { $0.hasPrefix("fault-struck") },
      draws: book.draws, choices: simulation.following)
    cluster.shutDown()
    return result
  }

  /// Lost messages between orders and stock, and a crash before a commit.
  private static func faults(_ cluster: Cluster) -> [PlannedFault] {
    let stock = cluster.hosts(of: "stock").map(\.index)
    let orders = cluster.hosts(of: "orders").map(\.index)
    var losing = FaultTrigger()
    losing.probability = Ratio(1, 6)
    losing.during = FaultWindow(from: .zero, until: .seconds(5))
    return [
      PlannedFault(
        "lose", losing, .drop,
        on: .paths([FaultPath(from: orders, to: stock), FaultPath(from: stock, to: orders)])),
      PlannedFault("die", .failpoint("before-commit", nth: 4), .crash()),
    ]
  }
}

/// What the services of one run note beside the trace.
final class Book {
  var deductions = [Int](repeating: 0, count: 8)
  var draws: [UInt64] = []
}

/// Takes a unit off the stock.
private struct Deduct: Request {
  typealias Reply = Done
  static let method: Method = "stock.deduct"
  let order: Int

  func fingerprint(into digest: inout Digest) { digest.combine(order) }
}

/// Writes something down elsewhere.
private struct Note: Request {
  typealias Reply = Done
  static let method: Method = "audit.note"
  let order: Int

  func fingerprint(into digest: inout Digest) { digest.combine(order) }
}

private struct Done: Codable, Sendable, Fingerprinted {
  let order: Int

  func fingerprint(into digest: inout Digest) { digest.combine(order) }
}

/// Works on a few orders, trying each call again after a drawn pause.
private final class CheckoutService: Service {
  private let context: ServiceContext
  private let book: Book
  private let edit: EditedSystem.Edit

  init(_ context: ServiceContext, _ book: Book, _ edit: EditedSystem.Edit) {
    self.context = context
    self.book = book
    self.edit = edit
  }

  func start() async throws {
    if edit == .draw {
      context.tasks.spawn("sampling") {
        for _ in 0..<20 {
          _ = self.context.random.next()
          try? await self.context.clock.sleep(for: .milliseconds(7))
        }
      }
    }
    if edit == .task {
      context.tasks.spawn("gauge") {
        for _ in 0..<50 { try? await self.context.clock.sleep(for: .milliseconds(3)) }
      }
    }
    context.tasks.spawn("checkout") {
      for order in 0..<8 { await self.checkOut(order) }
    }
  }

  private func checkOut(_ order: Int) async {
    if edit == .call {
      context.tasks.spawn("note") {
        _ = try? await self.context.call(Note(order: order), to: "audit")
      }
    }
    for attempt in 0..<(edit == .noRetry ? 1 : 4) {
      if attempt > 0 {
        let word = context.random.next()
        book.draws.append(word)
        try? await context.clock.sleep(for: .milliseconds(Int(word % 20)))
      }
      let deadline = context.clock.deadline(after: .milliseconds(60))
      let reply = try? await context.call(
        Deduct(order: order), to: "stock", deadline: deadline)
      if reply != nil { return }
    }
  }
}

/// Deducts once for each request, which is once too often where a reply was lost.
private final class DeductingService: Service {
  private let context: ServiceContext
  private let book: Book
  private let edit: EditedSystem.Edit
  private static let table = Table<Int>("stock")
  private static let log = Table<Int>("log")

  init(_ context: ServiceContext, _ book: Book, _ edit: EditedSystem.Edit) {
    self.context = context
    self.book = book
    self.edit = edit
  }

  func start() async throws {
    context.handle(Deduct.self) { request, _ in try await self.deduct(request) }
  }

  private func deduct(_ request: Deduct) async throws -> Done {
    if edit == .remarks {
      context.log(.info, "deducts")
      try await context.failpoint("before-everything")
    }
    if edit == .table { try await write(Self.log, request.order) }
    try await context.failpoint("before-commit")
    try await write(Self.table, request.order)
    book.deductions[request.order] += 1
    return Done(order: request.order)
  }

  private func write(_ table: Table<Int>, _ order: Int) async throws {
    try await context.store.transaction { transaction in
      try await transaction.put(table, "\(order)", order)
    }
  }
}

/// Takes notes; the one in front calls by itself.
private final class AuditService: Service {
  private let context: ServiceContext
  private let calls: Bool

  init(_ context: ServiceContext, calls: Bool) {
    self.context = context
    self.calls = calls
  }

  func start() async throws {
    context.handle(Note.self) { request, _ in Done(order: request.order) }
    guard calls else { return }
    context.tasks.spawn("caller") {
      for order in 0..<5 { _ = try? await self.context.call(Note(order: order), to: "audit") }
    }
  }
}
