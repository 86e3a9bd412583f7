import Inventory
import LiveRuntime
import Notifications
import Orders
import Primitives
import ServiceRuntime
import ShopContracts
import Synchronization
import Testing

/// The services of the shop, unchanged, on sockets and the pool's threads.
@Suite(.onOwnThread) struct LiveHostTests {
  /// Starts inventory and orders, runs a body as a client, and stops everything.
  static func withShop<Result: Sendable>(
    stock: Int = 1_000, limits: ServerLimits = ServerLimits(), handsOver: Bool = false,
    _ body: @Sendable (LiveHost.Member, LiveHost.Member, LiveHost) async throws -> Result
  ) async throws -> Result {
    let host = try LiveHost(limits: limits, handsOver: handsOver)
    defer { host.close() }
    let inventory = try await host.start(InventoryAPI.service) {
      InventoryService($0, InventoryConfiguration(initialStock: [("console", stock)]))
    }
    let orders = try await host.start(OrdersAPI.service) {
      OrdersService($0, OrdersConfiguration(attemptTimeout: .seconds(600)))
    }
    let result = try await body(inventory, orders, host)
    await orders.stop(within: .seconds(600))
    await inventory.stop(within: .seconds(600))
    return result
  }

  @Test func `an order placed over HTTP takes a unit from the inventory`() async throws {
    try await Self.withShop { inventory, orders, _ in
      let summary = try await inventory.process.run { context in
        try await context.call(
          PlaceOrder(order: "1", customer: "alice", product: "console", quantity: 2),
          to: OrdersAPI.service)
      }
      #expect(summary.status == .confirmed)
      let left = try await orders.process.run { context in
        try await context.call(
          DeductStock(order: "2", product: "console", quantity: 1), to: InventoryAPI.service,
          metadata: Metadata(idempotencyKey: "deduct/2 ä%"))
      }
      #expect(left.remaining == 997)
    }
  }

  @Test func `errors arrive as they were thrown`() async throws {
    try await Self.withShop(stock: 1) { inventory, _, _ in
      let error = try await inventory.process.run { context -> RPCError? in
        do throws(RPCError) {
          _ = try await context.call(
            DeductStock(order: "1", product: "console", quantity: 2), to: InventoryAPI.service,
            metadata: Metadata(idempotencyKey: "a:b"))
          return nil
        } catch {
          return error
        }
      }
      #expect(
        error
          == RPCError(
            .failedPrecondition, "only 1 console on hand",
            details: ["product": "console", "available": "1", "requested": "2"]))
    }
  }

  @Test func `many orders at once with one key each take each unit once`() async throws {
    try await Self.withShop { inventory, _, _ in
      let statuses = try await inventory.process.run { context in
        try await context.concurrently(
          (0..<60).map { number in
            {
              try await context.call(
                PlaceOrder(
                  order: OrderID("\(number / 2)"), customer: "alice", product: "console",
                  quantity: 1), to: OrdersAPI.service
              ).status
            }
          })
      }
      #expect(statuses.count == 60)
      let left = try await inventory.process.run { context in
        try await context.call(
          DeductStock(order: "x", product: "console", quantity: 1), to: InventoryAPI.service,
          metadata: Metadata(idempotencyKey: "x"))
      }
      #expect(left.remaining == 969)
    }
  }

  @Test func `nobody listening is definite, and an unknown service as well`() async throws {
    try await Self.withShop { inventory, _, host in
      host.directory.enter("gone", port: 1)
      for service in ["gone", "never-heard-of"] as [ServiceName] {
        let error = try await inventory.process.run { context -> RPCError? in
          do throws(RPCError) {
            _ = try await context.call(GetOrder(order: "1"), to: service)
            return nil
          } catch {
            return error
          }
        }
        #expect(error?.code == .connectionRefused)
        #expect(error?.certainty == .definite)
      }
    }
  }

  @Test func `a caller stops to wait at its deadline and does not know what happened`() async throws
  {
    let host = try LiveHost()
    defer { host.close() }
    let slow = try await host.start("slow") { SlowService($0) }
    let error = try await slow.process.run { context -> RPCError? in
      do throws(RPCError) {
        _ = try await context.call(
          GetOrder(order: "1"), to: "slow",
          deadline: context.clock.deadline(after: .milliseconds(30)))
        return nil
      } catch {
        return error
      }
    }
    #expect(error?.code == .deadlineExceeded)
    #expect(error?.certainty == .indefinite)
    await slow.stop(within: .zero)
  }

  @Test func `work that is cancelled throws where it waits, and joining it ends`() async throws {
    let host = try LiveHost()
    defer { host.close() }
    let member = try await host.start("slow") { SlowService($0) }
    let ends = try await member.process.run { context -> [Cancelled?] in
      var ends: [Cancelled?] = []
      let work = context.tasks.spawn("sleeper") {
        do throws(Cancelled) {
          try await context.clock.sleep(for: .seconds(3_600))
        } catch {
          ends.append(error)
        }
      }
      work.cancel()
      try await work.join()
      do {
        try await context.timeout(after: .milliseconds(5)) {
          try await context.clock.sleep(for: .seconds(3_600))
        }
      } catch let error as Cancelled {
        ends.append(error)
      }
      return ends
    }
    #expect(ends == [.task, .timeout])
    await member.stop(within: .zero)
  }

  @Test func `spawned work runs in its process from its first line on`() async throws {
    let host = try LiveHost()
    defer { host.close() }
    let member = try await host.start("slow") { SlowService($0) }
    let process = member.process
    let count = try await member.process.run { context -> Int in
      var count = 0
      let work = (0..<100).map { number in
        context.tasks.spawn("work \(number)") {
          process.preconditionIsolated()
          count += 1
        }
      }
      for piece in work { try await piece.join() }
      return count
    }
    #expect(count == 100)
    await member.stop(within: .zero)
  }

  @Test func `a log record is a line of JSON with the date in it`() async throws {
    let lines = Mutex<[String]>([])
    let host = try LiveHost()
    defer { host.close() }
    let sink: LiveTelemetry.Sink = { line in lines.withLock { $0.append(line) } }
    let member = try await host.start("talker", options: LiveHost.Options(sink: sink)) {
      SlowService($0)
    }
    try await member.process.run { context in
      context.log(.warning, "look \"here\"", [.init("order", "7")])
      _ = try await context.span("work") { _ in 1 }
    }
    await member.stop(within: .zero)
    let written = lines.withLock { $0 }
    #expect(written.count == 2)
    let first = try JSONCoding.decode(LogLine.self, from: written[0])
    #expect(
      first.service == "talker" && first.level == "warning" && first.message == #"look "here""#)
    #expect(first.attributes == ["order": "7"])
    #expect(first.time.wholeMatch(of: /20\d\d-[01]\d-[0-3]\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    #expect(written[1].contains(#""span":"work""#) && written[1].contains(#""trace":"00-"#))
  }

  private struct LogLine: Decodable {
    let time: String
    let service: String
    let level: String
    let message: String
    let attributes: [String: String]
  }

  @Test func `two servers on one port are refused with the reason`() async throws {
    let host = try LiveHost()
    defer { host.close() }
    let first = try await host.start("one") { SlowService($0) }
    do {
      _ = try await host.start("two", options: LiveHost.Options(port: first.server.port)) {
        SlowService($0)
      }
      Issue.record("the port was taken twice")
    } catch let error as SocketError {
      #expect("\(error)".hasPrefix("cannot listen on 127.0.0.1:\(first.server.port): "))
    }
    await first.stop(within: .zero)
  }
}

/// Answers so late that nobody waits for it, or when it is let.
final class SlowService: Service {
  private let context: ServiceContext
  private let gate: Gate

  init(_ context: ServiceContext, until gate: Gate = Gate()) {
    self.context = context
    self.gate = gate
  }

  func start() async throws {
    context.handle(GetOrder.self) { request, _ in
      while !self.gate.isOpen { try await self.context.clock.sleep(for: .milliseconds(2)) }
      return OrderSummary(order: request.order, status: .pending)
    }
  }
}

/// Something that is closed until it is opened.
final class Gate: Sendable {
  private let state = Atomic(false)

  var isOpen: Bool { state.load(ordering: .relaxed) }
  func open() { state.store(true, ordering: .relaxed) }
}
