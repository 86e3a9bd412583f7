import Engine
import Inventory
import Primitives
import ServiceRuntime
import ShopContracts
import Testing
import World

@Suite struct ReservationTests {
  private let twoLines = [StockLine("console", 2), StockLine("game", 1)]

  private func world(
    console: Int = 10, game: Int = 5, _ rules: ReservationRules = ReservationRules(),
    seed: Seed = 1
  ) -> InventoryWorld {
    InventoryWorld(
      InventoryConfiguration(
        initialStock: [("console", console), ("game", game)], reservations: rules), seed: seed)
  }

  @Test func `units of several products are kept and counted as held`() {
    let world = world()
    world.run { customer in
      try await customer.reserve("1", self.twoLines)
      #expect(world.level("console") == [10, 2])
      #expect(world.level("game") == [5, 1])
      #expect(world.status("1") == .held)
    }
    #expect(world.ledger.count == 4)
  }

  @Test func `a line that is short keeps every other line free and names its product`() {
    let world = world(game: 0)
    world.run { try await $0.reserve("1", self.twoLines) }
    #expect(world.refusals.map(\.code) == [.failedPrecondition])
    #expect(world.refusals.first?.details["product"] == "game")
    #expect(world.refusals.first?.details["available"] == "0")
    #expect(world.ledger.isEmpty)
    #expect(world.status("1") == nil)
  }

  @Test func `a repetition changes nothing, and other lines under the same order are refused`() {
    let world = world()
    world.run { customer in
      try await customer.reserve("1", self.twoLines)
      try await customer.reserve("1", self.twoLines.reversed())
      try await customer.reserve("1", [StockLine("console", 3)])
    }
    #expect(world.refusals.map(\.code) == [.invalidArgument])
    #expect(world.ledger.map(\.kind) == [.held, .expired, .held, .expired])
  }

  @Test func `a release frees the units once, however often it comes`() {
    let world = world()
    world.run { customer in
      try await customer.reserve("1", self.twoLines)
      for _ in 0..<3 { try await customer.ask(ReleaseStock(order: "1")) }
    }
    #expect(world.level("console") == [10, 0])
    #expect(world.ledger.map(\.kind) == [.held, .released, .held, .released])
  }

  @Test func `a release that overtakes its reservation keeps it from taking effect`() {
    for memory in ReservationRules.Memory.allCases {
      let world = world(ReservationRules(memory: memory))
      world.run { customer in
        try await customer.ask(ReleaseStock(order: "1"))
        try await customer.reserve("1", self.twoLines)
        world.remembered = world.level("console")
      }
      switch memory {
      case .recorded:
        #expect(world.refusals.map(\.code) == [.failedPrecondition])
        #expect(world.remembered == [10, 0])
      case .unmarked, .forgetful:
        #expect(world.refusals.isEmpty)
        #expect(world.remembered == [10, 2])
      }
    }
  }

  @Test func `an inventory that forgets gives back what others keep`() {
    for memory in [ReservationRules.Memory.recorded, .forgetful] {
      let world = world(ReservationRules(memory: memory))
      world.run { customer in
        try await customer.reserve("1", [StockLine("console", 1)])
        try await customer.reserve("2", [StockLine("console", 1)])
        for _ in 0..<2 { try await customer.ask(ReleaseStock(order: "1")) }
        world.remembered = world.level("console")
      }
      #expect(world.remembered == [10, memory == .recorded ? 1 : 0])
    }
  }

  @Test func `sold units leave the stock and come back once`() {
    let world = world()
    world.run { customer in
      try await customer.reserve("1", self.twoLines)
      for _ in 0..<2 { try await customer.ask(ConsumeStock(order: "1")) }
      #expect(world.level("console") == [8, 0])
      try await customer.ask(ReleaseStock(order: "1"))
      for _ in 0..<2 { try await customer.ask(ReturnStock(order: "1")) }
    }
    #expect(world.refusals.map { $0.details["status"] } == ["sold"])
    #expect(world.level("console") == [10, 0])
    #expect(world.status("1") == .returned)
  }

  @Test func `units are free again when their time is over and cannot be sold any more`() {
    let world = world(ReservationRules(hold: .seconds(10)))
    world.run { customer in
      try await customer.reserve("1", self.twoLines)
      try await customer.wait(.milliseconds(9_900))
      #expect(world.level("console") == [10, 2])
      try await customer.wait(.milliseconds(200))
      #expect(world.level("console") == [10, 0])
      try await customer.ask(ConsumeStock(order: "1"))
    }
    #expect(world.refusals.map { $0.details["status"] } == ["expired"])
    #expect(world.status("1") == .expired)
  }

  @Test func `a crash of the inventory shortens and prolongs no reservation`() {
    let world = world(ReservationRules(hold: .seconds(10)))
    world.run { customer in
      try await customer.reserve("1", self.twoLines)
      try await customer.wait(.seconds(5))
      world.cluster.crash(world.host)
      try await customer.wait(.milliseconds(4_800))
      #expect(world.level("console") == [10, 2])
      try await customer.wait(.milliseconds(400))
      #expect(world.level("console") == [10, 0])
    }
    #expect(world.refusals.isEmpty)
  }

  @Test func `of many who want the last units as many succeed as there are units`() {
    for seed in 1...50 as ClosedRange<UInt64> {
      let world = world(console: 3, seed: Seed(seed))
      world.run { customer in
        for number in 0..<10 {
          customer.context.tasks.spawn("customer \(number)") {
            try? await customer.reserve(OrderID("\(number)"), [StockLine("console", 1)])
          }
        }
      }
      #expect(world.refusals.count == 7)
      #expect(world.ledger.count { $0.kind == .held } == 3)
    }
  }
}
