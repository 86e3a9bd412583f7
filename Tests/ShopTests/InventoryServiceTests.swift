import Engine
import Inventory
import Primitives
import ServiceRuntime
import ShopContracts
import Testing
import World

@Suite struct InventoryServiceTests {
  private func deduct(
    _ context: ServiceContext, _ quantity: Int = 1, of product: ProductID = "console",
    key: String? = "deduct/1"
  ) async throws(RPCError) -> Int {
    try await context.call(
      DeductStock(order: "1", product: product, quantity: quantity), to: InventoryAPI.service,
      deadline: context.clock.deadline(after: .seconds(5)),
      metadata: Metadata(idempotencyKey: key)
    ).remaining
  }

  /// The code that a call is refused with.
  private func refusal(
    _ body: () async throws(RPCError) -> Int
  ) async -> RPCError.Code? {
    do throws(RPCError) {
      _ = try await body()
      return nil
    } catch {
      return error.code
    }
  }

  @Test func `a deduction takes units once and says what is left`() {
    let world = ShopWorld()
    var remaining: Int?
    world.run { remaining = try await self.deduct($0, 3) }
    #expect(remaining == 7)
    #expect(world.onHand == 7)
    #expect(world.deductions == 1)
  }

  @Test func `the same key gets the first answer again and takes nothing`() {
    let world = ShopWorld()
    var answers: [Int] = []
    world.run { context in
      for _ in 0..<3 { answers.append(try await self.deduct(context)) }
    }
    #expect(answers == [9, 9, 9])
    #expect(world.onHand == 9)
  }

  @Test func `the unguarded form takes units each time`() {
    let world = ShopWorld(deduction: .unguarded)
    world.run { context in
      for _ in 0..<3 { _ = try await self.deduct(context) }
    }
    #expect(world.onHand == 7)
    #expect(world.deductions == 3)
  }

  @Test func `a key that comes with another request is refused`() {
    let world = ShopWorld()
    var code: RPCError.Code?
    world.run { context in
      _ = try await self.deduct(context, 1)
      code = await self.refusal { () async throws(RPCError) in try await self.deduct(context, 2) }
    }
    #expect(code == .failedPrecondition)
    #expect(world.onHand == 9)
  }

  @Test func `bad requests are refused for certain and change nothing`() {
    let world = ShopWorld(stock: 2)
    var codes: [RPCError.Code?] = []
    world.run { context in
      for (quantity, product, key) in [
        (0, "console" as ProductID, "a" as String?), (-5, "console", "b"), (3, "console", "c"),
        (1, "unknown", "d"), (1, "console", nil),
      ] {
        codes.append(
          await self.refusal { () async throws(RPCError) in
            try await self.deduct(context, quantity, of: product, key: key)
          })
      }
    }
    #expect(
      codes == [
        .invalidArgument, .invalidArgument, .failedPrecondition, .notFound, .invalidArgument,
      ])
    #expect(world.onHand == 2)
    #expect(world.deductions == 0)
  }

  @Test func `two attempts at once with one key take the units once`() {
    for isolation in IsolationLevel.allCases {
      for seed in 1...20 as ClosedRange<UInt64> {
        let world = ShopWorld(seed: Seed(seed), isolation: isolation)
        var answers: [Int] = []
        world.run { context in
          let first = context.tasks.spawn("first") {
            if let left = try? await self.deduct(context) { answers.append(left) }
          }
          let second = context.tasks.spawn("second") {
            if let left = try? await self.deduct(context) { answers.append(left) }
          }
          try await first.join()
          try await second.join()
        }
        #expect(answers == [9, 9], "\(isolation) seed \(seed)")
        #expect(world.onHand == 9, "\(isolation) seed \(seed)")
      }
    }
  }

  @Test func `a key is known after a crash between commit and reply`() {
    let world = ShopWorld()
    world.crash(world.inventory, at: "after-commit-before-reply")
    var answers: [Int?] = []
    world.run { context in
      answers.append(try? await self.deduct(context))
      try await context.clock.sleep(for: .seconds(1))
      answers.append(try? await self.deduct(context))
    }
    #expect(answers == [nil, 9])
    #expect(world.onHand == 9)
  }

  @Test func `a crash before the commit takes nothing`() {
    let world = ShopWorld()
    world.crash(world.inventory, at: "before-commit")
    var answer: Int?
    world.run { answer = try? await self.deduct($0) }
    #expect(answer == nil)
    #expect(world.onHand == 10)
    #expect(world.deductions == 0)
  }

  @Test func `the initial stock is written at the first start only`() {
    let world = ShopWorld()
    world.run { context in
      _ = try await self.deduct(context)
      world.cluster.crash(world.inventory)
    }
    #expect(world.inventory.incarnations == 2)
    #expect(world.onHand == 9)
  }
}
