import Engine
import Primitives
import ServiceRuntime
import TestSupport
import Testing
import World

@testable import Transactions

/// A stock with what is free, held and sold.
private struct Shelf: Codable, Sendable, Fingerprinted, Hashable {
  var free: Int
  var held = 0
  var sold = 0
  static let table = Table<Shelf>("shelf")
}

/// Takes part with one unit of its only product.
private final class ShelfService: Service {
  private let context: ServiceContext
  private let stock: Int

  init(_ context: ServiceContext, stock: Int) {
    self.context = context
    self.stock = stock
  }

  func start() async throws {
    try await context.store.transaction { transaction in
      guard try await transaction.get(Shelf.table, "clock") == nil else { return }
      try await transaction.put(Shelf.table, "clock", Shelf(free: self.stock))
    }
    let participant = Participant<Int>(
      context, holdLimit: .seconds(5),
      hooks: .init(
        hold: { count, transaction in
          guard var shelf = try await transaction.getForUpdate(Shelf.table, "clock"),
            shelf.free >= count
          else { return .no("sold out") }
          shelf.free -= count
          shelf.held += count
          try await transaction.put(Shelf.table, "clock", shelf)
          return .yes
        },
        use: { count, transaction in
          try await Self.change(transaction, count) { $0.sold += $1 }
        },
        giveBack: { count, transaction in
          try await Self.change(transaction, count) { $0.free += $1 }
        }))
    participant.register()
    participant.run(every: .seconds(1))
  }

  private static func change(
    _ transaction: any StoreTransaction, _ count: Int, _ body: (inout Shelf, Int) -> Void
  ) async throws {
    guard var shelf = try await transaction.getForUpdate(Shelf.table, "clock") else { return }
    shelf.held -= count
    body(&shelf, count)
    try await transaction.put(Shelf.table, "clock", shelf)
  }
}

/// Orders one unit from two shelves, all or nothing, for a number of orders.
private final class BuyerService: Service {
  static let orders = Table<String>("orders")
  private let context: ServiceContext
  private let count: Int

  init(_ context: ServiceContext, orders count: Int) {
    self.context = context
    self.count = count
  }

  func start() async throws {
    let coordinator = Coordinator(context, rules: CoordinatorRules(voteTimeout: .seconds(1)))
    try await coordinator.start()
    for number in 1...count {
      context.tasks.spawn("order \(number)") {
        let id = TwoPhaseCommitID("order-\(number)")
        _ = try? await coordinator.run(
          id, [CoordinatedBranch("left", 1), CoordinatedBranch("right", 1)],
          local: { decision, transaction in
            try await transaction.put(Self.orders, id.text, decision.rawValue)
          })
      }
    }
  }
}

/// Two shelves and a buyer.
private final class ShelfWorld {
  let simulation: Simulation
  let cluster: Cluster
  let orders: Int

  init(
    seed: Int, orders: Int, left: Int = 10, right: Int = 10,
    restart: RestartPolicy = .always(after: .milliseconds(500))
  ) {
    var settings = HostSettings()
    settings.restart = restart
    self.orders = orders
    simulation = Simulation(seed: Seed(UInt64(seed)))
    cluster = Cluster(simulation)
    cluster.network.ordinaryProfile = LinkProfile(
      latency: .uniform(.milliseconds(1), .milliseconds(5)))
    cluster.addHost("buyer-1", running: "buyer", settings: settings) {
      BuyerService($0, orders: orders)
    }
    cluster.addHost("left-1", running: "left") { ShelfService($0, stock: left) }
    cluster.addHost("right-1", running: "right") { ShelfService($0, stock: right) }
  }

  func run(for span: Duration) {
    for host in cluster.hosts { cluster.start(host) }
    _ = simulation.run(until: Instant.zero + span)
  }

  func shelf(_ host: String) -> Shelf? {
    cluster.host(named: host)?.disk.database.value(of: Shelf.table, "clock")
  }

  var sold: Int {
    let orders = cluster.host(named: "buyer-1")?.disk.database.contents(of: BuyerService.orders)
    return orders?.count { $0.value == "commit" } ?? 0
  }

  /// Both shelves agree with each other and with the orders, and nothing is held any more.
  func expectAgreement(_ context: String) {
    let (left, right) = (shelf("left-1"), shelf("right-1"))
    #expect(left?.held == 0 && right?.held == 0, "\(context)")
    #expect(left?.sold == right?.sold, "\(context)")
    #expect((left?.sold ?? 0) >= sold, "\(context)")
    for shelf in [left, right] {
      #expect((shelf?.free ?? -1) >= 0, "\(context)")
    }
  }
}

@Suite struct TwoPhaseCommitTests {
  @Test func `everybody commits, or nobody does`() {
    let world = ShelfWorld(seed: 1, orders: 5, left: 3, right: 10)
    world.run(for: .seconds(20))
    #expect(world.shelf("left-1") == Shelf(free: 0, held: 0, sold: 3))
    #expect(world.shelf("right-1") == Shelf(free: 7, held: 0, sold: 3))
    #expect(world.sold == 3)
  }

  @Test func `the last unit goes to one of two buyers`() {
    for seed in 1...20 {
      let world = ShelfWorld(seed: seed, orders: 2, left: 1, right: 1)
      world.run(for: .seconds(20))
      world.expectAgreement("seed \(seed)")
      #expect(world.sold <= 1 && (world.shelf("left-1")?.free ?? -1) >= 0)
    }
  }

  @Test func `a crash at each point, twice in a row, splits nothing and holds nothing for ever`() {
    let points: [(String, FailpointName)] =
      [
        "two-phase-begun-before-prepare", "two-phase-votes-known-before-decision",
        "two-phase-decision-durable-before-delivery", "two-phase-delivered-before-end",
      ].map { ("buyer-1", FailpointName($0)) }
      + [
        "two-phase-before-vote-commit", "two-phase-vote-durable-before-reply",
        "two-phase-before-decision-applied", "two-phase-decision-applied-before-reply",
      ].flatMap { [("left-1", FailpointName($0)), ("right-1", FailpointName($0))] }
    for (host, point) in points {
      for skipped in 0..<3 {
        let world = ShelfWorld(seed: skipped + 1, orders: 3)
        let rule = CrashRule(at: point, on: host, times: 2, skipping: skipped)
        world.cluster.failpointRule = rule
        world.run(for: .seconds(60))
        #expect(rule.crashes > 0, "\(point) on \(host)")
        world.expectAgreement("\(point) on \(host), skipping \(skipped)")
      }
    }
  }

  @Test func `a decision whose commit had no answer is kept and not answered by an abort`() {
    for span in stride(from: 0, to: 60, by: 4) {
      let world = ShelfWorld(seed: 3, orders: 4)
      world.run(for: .milliseconds(span))
      world.cluster.host(named: "buyer-1")?.disk.faults.failing = .sync
      world.run(for: .milliseconds(span + 10))
      world.cluster.host(named: "buyer-1")?.disk.faults.failing = nil
      world.run(for: .seconds(60))
      world.expectAgreement("after \(span) ms")
      #expect(world.shelf("left-1")?.sold == world.sold, "after \(span) ms")
    }
  }

  @Test func `a hold outlives its limit while the coordinator is away`() {
    let world = ShelfWorld(seed: 1, orders: 1, restart: .never)
    let rule = CrashRule(at: "two-phase-decision-durable-before-delivery", on: "buyer-1", times: 1)
    world.cluster.failpointRule = rule
    world.run(for: .seconds(60))
    #expect(rule.crashes == 1)
    // The commit is decided, so the hold of five seconds must not end although nobody answers.
    #expect(world.shelf("left-1")?.held == 1)
    world.run(for: .seconds(90))
    #expect(world.shelf("left-1") == Shelf(free: 9, held: 0, sold: 1))
    #expect(world.shelf("right-1") == Shelf(free: 9, held: 0, sold: 1))
  }

  @Test func `an identity that has been used is refused and a vote is given twice alike`() throws {
    let process = SmallProcess("buyer")
    var votes: [Vote] = []
    process.transport.answer(PrepareBranch<Int>.self) { _ in
      votes.append(.yes)
      return .yes
    }
    process.transport.answer(DecideBranch.self) { _ in Done() }
    process.transport.script(PrepareBranch<Int>.self, [.loseReply])
    let outcome = try process.run { context in
      let coordinator = Coordinator(context, rules: CoordinatorRules())
      return try await coordinator.run("1", [CoordinatedBranch("left", 1)])
    }
    #expect(outcome == .commit && votes == [.yes, .yes])
    #expect(throws: RPCError.self) {
      try process.run { context in
        try await Coordinator(context, rules: CoordinatorRules())
          .run("1", [CoordinatedBranch("left", 1)])
      }
    }
  }

  @Test func `a participant votes alike however often it is asked and whatever overtakes`() throws {
    let process = SmallProcess("left")
    var holds = 0
    let answers = try process.run { context in
      let participant = Participant<Int>(
        context, holdLimit: .seconds(5),
        hooks: .init(
          hold: { _, _ in
            holds += 1
            return .yes
          }, use: { _, _ in }, giveBack: { _, _ in }))
      participant.register()
      var answers: [String] = []
      func ask<R: Request>(_ request: R) async {
        let call = TypedCall(request, to: "left", deadline: .never, metadata: Metadata())
        await context.handlers.handler(for: R.method)?.answer(call, IncomingCall(call))
        answers.append(call.failure.map { "\($0.code)" } ?? "\(call.replyText)")
      }
      let prepare = PrepareBranch(transaction: "1", coordinator: "buyer", content: 1)
      await ask(prepare)
      await ask(prepare)
      await ask(DecideBranch(transaction: "1", decision: .commit))
      await ask(DecideBranch(transaction: "1", decision: .commit))
      await ask(DecideBranch(transaction: "1", decision: .abort))
      // The abort of another one overtakes its prepare.
      await ask(DecideBranch(transaction: "2", decision: .abort))
      await ask(PrepareBranch(transaction: "2", coordinator: "buyer", content: 1))
      await ask(DecideBranch(transaction: "2", decision: .commit))
      return answers
    }
    #expect(holds == 1)
    let done = "\(Done())"
    #expect(answers[0...1] == ["yes", "yes"])
    #expect(answers[2...5] == [done, done, "failedPrecondition", done])
    #expect(answers[6].hasPrefix("no"))
    #expect(answers[7] == "failedPrecondition")
  }
}
