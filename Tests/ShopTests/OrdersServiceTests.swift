import Engine
import Orders
import Primitives
import ServiceRuntime
import ShopContracts
import Testing
import World

@Suite struct OrdersServiceTests {
  private func place(
    _ context: ServiceContext, _ order: OrderID = "1001", quantity: Int = 1
  ) async throws(RPCError) -> OrderSummary {
    try await context.call(
      PlaceOrder(order: order, customer: "alice", product: "console", quantity: quantity),
      to: OrdersAPI.service)
  }

  @Test func `an order that can be met is confirmed`() {
    let world = ShopWorld()
    var status: OrderStatus?
    world.run { status = try await self.place($0).status }
    #expect(status == .confirmed)
    #expect(world.status(of: "1001") == .confirmed)
    #expect(world.onHand == 9)
  }

  @Test func `an order that cannot be met is cancelled with the reason`() {
    let world = ShopWorld(stock: 1)
    var summary: OrderSummary?
    world.run { summary = try await self.place($0, quantity: 2) }
    #expect(summary?.status == .cancelled)
    #expect(summary?.reason == "only 1 console on hand")
    #expect(world.onHand == 1)
  }

  @Test func `an order that is placed again is the same order`() {
    let world = ShopWorld()
    var summaries: [OrderSummary] = []
    world.run { context in
      for _ in 0..<3 { summaries.append(try await self.place(context)) }
    }
    #expect(Set(summaries).count == 1)
    #expect(world.onHand == 9)
  }

  @Test func `an order's id cannot be used for another order`() {
    let world = ShopWorld()
    var code: RPCError.Code?
    world.run { context in
      _ = try await self.place(context)
      do throws(RPCError) {
        _ = try await self.place(context, quantity: 2)
      } catch {
        code = error.code
      }
    }
    #expect(code == .invalidArgument)
    #expect(world.onHand == 9)
  }

  @Test func `an order that nobody placed is not found`() {
    let world = ShopWorld()
    var code: RPCError.Code?
    world.run { context in
      do throws(RPCError) {
        _ = try await context.call(GetOrder(order: "7"), to: OrdersAPI.service)
      } catch {
        code = error.code
      }
    }
    #expect(code == .notFound)
  }

  @Test(arguments: OrdersService.failpoints.map(\.name))
  func `an order ends once though its service dies at any of its points`(_ point: FailpointName) {
    for times in 1...2 {
      for seed in 1...20 as ClosedRange<UInt64> {
        let world = ShopWorld(seed: Seed(seed))
        world.crash(world.orders, at: point, times: times)
        let reason = world.run { _ = try? await self.place($0) }
        #expect(reason == .quiescent, "\(point) \(times) seed \(seed)")
        #expect(world.status(of: "1001") == .confirmed, "\(point) \(times) seed \(seed)")
        #expect(world.onHand == 9, "\(point) \(times) seed \(seed)")
      }
    }
  }

  @Test func `an order is pursued while the inventory is away`() {
    var patience = OrdersConfiguration(attempts: 1)
    patience.longestPause = .seconds(1)
    let world = ShopWorld(patience: patience)
    var status: OrderStatus?
    world.run { context in
      world.cluster.crash(world.inventory, restarts: false)
      status = try await self.place(context).status
      try await context.clock.sleep(for: .seconds(20))
      world.cluster.start(world.inventory)
    }
    #expect(status == .pending)
    #expect(world.status(of: "1001") == .confirmed)
    #expect(world.onHand == 9)
  }
}
