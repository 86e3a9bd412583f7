import LiveRuntime
import Primitives
import ServiceRuntime
import ShopContracts
import Testing

/// Processes of one program that hand each other their calls as values.
@Suite(.onOwnThread) struct HandOverTests {
  @Test func `an order takes a unit from the inventory, each key once`() async throws {
    try await LiveHostTests.withShop(handsOver: true) { inventory, _, _ in
      let statuses = try await inventory.process.run { context in
        try await context.concurrently(
          (0..<40).map { number in
            {
              try await context.call(
                PlaceOrder(
                  order: OrderID("\(number / 2)"), customer: "alice", product: "console",
                  quantity: 1), to: OrdersAPI.service
              ).status
            }
          })
      }
      #expect(statuses.allSatisfy { $0 == .confirmed })
      let left = try await inventory.process.run { context in
        try await context.call(
          DeductStock(order: "x", product: "console", quantity: 1), to: InventoryAPI.service,
          metadata: Metadata(idempotencyKey: "x"))
      }
      #expect(left.remaining == 979)
    }
  }

  /// What a call comes to that does not end well.
  private func failure<R: Request>(
    _ request: R, to service: ServiceName, deadline: Duration? = nil, key: String? = nil
  ) async throws -> RPCError? {
    try await LiveHostTests.withShop(stock: 1, handsOver: true) { inventory, _, host in
      let slow = try await host.start("slow") { SlowService($0) }
      let error = try await inventory.process.run { context -> RPCError? in
        do throws(RPCError) {
          _ = try await context.call(
            request, to: service,
            deadline: deadline.map { context.clock.deadline(after: $0) } ?? .never,
            metadata: Metadata(idempotencyKey: key))
          return nil
        } catch {
          return error
        }
      }
      await slow.stop(within: .zero)
      return error
    }
  }

  @Test func `errors arrive as they were thrown`() async throws {
    let error = try await failure(
      DeductStock(order: "1", product: "console", quantity: 2), to: InventoryAPI.service, key: "a")
    #expect(
      error
        == RPCError(
          .failedPrecondition, "only 1 console on hand",
          details: ["product": "console", "available": "1", "requested": "2"]))
  }

  @Test func `whoever stops to wait does not know what happened`() async throws {
    let error = try await failure(GetOrder(order: "1"), to: "slow", deadline: .milliseconds(300))
    #expect(error?.code == .deadlineExceeded && error?.certainty == .indefinite)
  }

  @Test func `what is over on arrival, unknown or answered by nobody is definite`() async throws {
    let late = try await failure(GetOrder(order: "1"), to: OrdersAPI.service, deadline: .zero)
    #expect(late?.code == .deadlineExceeded && late?.certainty == .definite)
    let foreign = try await failure(GetOrder(order: "1"), to: InventoryAPI.service)
    #expect(foreign?.code == .unimplemented && foreign?.certainty == .definite)
    let nobody = try await failure(GetOrder(order: "1"), to: "never-heard-of")
    #expect(nobody?.code == .connectionRefused && nobody?.certainty == .definite)
  }
}
