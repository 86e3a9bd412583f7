import Engine
import Primitives
import ServiceRuntime
import Shipping
import ShopContracts
import Testing
import World

@Suite struct ShippingServiceTests {
  private let home = PostalAddress(
    street: "1 Main St", city: "Springfield", state: "IL", postalCode: "62701", country: "US")

  private func world(
    seed: Seed = 1, isolation: IsolationLevel = .serializable, countries: [String] = []
  ) -> ServiceWorld {
    ServiceWorld(ShippingAPI.service, seed: seed, isolation: isolation) {
      ShippingService($0, ShippingConfiguration(countries: countries))
    }
  }

  private func create(
    _ context: ServiceContext, _ order: OrderID = "7", quantity: Int = 1, to country: String = "US"
  ) async -> Result<ShipmentReport, RPCError> {
    var address = home
    address.country = country
    return await context.outcome(
      CreateShipment(order: order, lines: [StockLine("console", quantity)], address: address),
      to: ShippingAPI.service)
  }

  private func record(
    _ context: ServiceContext, _ event: RecordParcel.Event, _ tracking: String? = nil
  ) async -> Result<ShipmentReport, RPCError> {
    await context.outcome(
      RecordParcel(order: "7", event: event, tracking: tracking), to: ShippingAPI.service)
  }

  private func cancel(_ context: ServiceContext) async -> Result<Done, RPCError> {
    await context.outcome(CancelShipment(order: "7"), to: ShippingAPI.service)
  }

  private func parcel(_ world: ServiceWorld) -> Shipment? {
    world.host.disk.database.value(of: ShippingService.shipmentTable, "7")
  }

  @Test func `an order gets one parcel however often it is asked for`() {
    let world = world()
    var reports: [ShipmentReport?] = []
    world.run { context in
      for _ in 0..<3 { reports.append(await self.create(context).reply) }
    }
    #expect(
      reports
        == Array(
          repeating: ShipmentReport(shipment: "parcel-7", order: "7", status: .created), count: 3))
    #expect(parcel(world)?.history.count == 1)
  }

  @Test func `a parcel goes from the shelf to the customer and news may come twice`() {
    let world = world()
    var places: [ShipmentStatus?] = []
    var asked: ShipmentReport?
    world.run { context in
      _ = await self.create(context)
      for event in [RecordParcel.Event.shipped, .shipped, .delivered, .shipped, .delivered] {
        places.append(await self.record(context, event, "T-1").reply?.status)
      }
      asked = await context.outcome(GetShipment(order: "7"), to: ShippingAPI.service).reply
    }
    #expect(places == [.shipped, .shipped, .delivered, .delivered, .delivered])
    #expect(asked?.tracking == "T-1")
    #expect(parcel(world)?.history.map(\.status) == [.created, .shipped, .delivered])
  }

  @Test func `what cannot happen to a parcel is refused with where it is`() {
    let world = world()
    var refusals: [RPCError?] = []
    world.run { context in
      _ = await self.create(context)
      refusals.append(await self.record(context, .delivered).failure)
      _ = await self.record(context, .shipped, "T-1")
      refusals.append(await self.cancel(context).failure)
      refusals.append(await self.record(context, .shipped, "T-2").failure)
    }
    #expect(refusals.map(\.?.code) == [.failedPrecondition, .failedPrecondition, .invalidArgument])
    #expect(refusals[0]?.details == ["status": "created", "action": "deliver"])
    #expect(refusals[1]?.details == ["status": "shipped", "action": "cancel"])
    #expect(parcel(world)?.tracking == "T-1")
  }

  @Test func `a parcel cancelled before it was asked for is never made`() {
    let world = world()
    var cancelled: [Done?] = []
    var refusal: RPCError?
    world.run { context in
      for _ in 0..<2 { cancelled.append(await self.cancel(context).reply) }
      refusal = await self.create(context).failure
    }
    #expect(cancelled == [Done(), Done()])
    #expect(refusal?.code == .failedPrecondition)
    #expect(refusal?.details == ["status": "cancelled"])
    #expect(parcel(world)?.status == .cancelled)
  }

  @Test func `bad requests are refused for certain and leave nothing`() {
    let world = world(countries: ["US", "CA"])
    var refusals: [RPCError?] = []
    world.run { context in
      refusals.append(await self.create(context, quantity: 0).failure)
      refusals.append(await self.create(context, to: "USA").failure)
      refusals.append(await self.create(context, to: "DE").failure)
      refusals.append(
        await context.outcome(
          CreateShipment(order: "7", lines: [], address: self.home), to: ShippingAPI.service
        ).failure)
      refusals.append(await self.record(context, .shipped).failure)
      refusals.append(await self.record(context, .shipped, "T-1").failure)
      refusals.append(
        await context.outcome(GetShipment(order: "7"), to: ShippingAPI.service).failure)
    }
    #expect(
      refusals.map(\.?.code) == [
        .invalidArgument, .invalidArgument, .failedPrecondition, .invalidArgument,
        .invalidArgument, .notFound, .notFound,
      ])
    #expect(refusals[2]?.details == ["country": "DE"])
    #expect(refusals.allSatisfy { $0?.certainty == .definite })
    #expect(parcel(world) == nil)
  }

  @Test func `an order's parcel cannot be asked for with another content`() {
    let world = world()
    var refusal: RPCError?
    world.run { context in
      _ = await self.create(context, quantity: 1)
      refusal = await self.create(context, quantity: 2).failure
    }
    #expect(refusal?.code == .invalidArgument)
    #expect(parcel(world)?.content?.lines == [StockLine("console", 1)])
  }

  @Test func `two requests at once make one parcel`() {
    for isolation in IsolationLevel.allCases {
      for seed in 1...20 as ClosedRange<UInt64> {
        let world = world(seed: Seed(seed), isolation: isolation)
        var reports: [ShipmentReport?] = []
        world.run { context in
          try await context.race(
            { reports.append(await self.create(context).reply) },
            { reports.append(await self.create(context).reply) })
        }
        #expect(reports.count == 2 && reports[0] != nil, "\(isolation) seed \(seed)")
        #expect(reports[0] == reports[1], "\(isolation) seed \(seed)")
        #expect(parcel(world)?.history.count == 1, "\(isolation) seed \(seed)")
      }
    }
  }

  @Test func `of a creation and a cancellation at once the parcel ends cancelled`() {
    for isolation in IsolationLevel.allCases {
      for seed in 1...20 as ClosedRange<UInt64> {
        let world = world(seed: Seed(seed), isolation: isolation)
        var cancelled: Done?
        world.run { context in
          try await context.race(
            { _ = await self.create(context) }, { cancelled = await self.cancel(context).reply })
        }
        #expect(cancelled == Done(), "\(isolation) seed \(seed)")
        #expect(parcel(world)?.status == .cancelled, "\(isolation) seed \(seed)")
      }
    }
  }

  @Test func `a parcel is there once after a crash between commit and reply`() {
    let world = world()
    world.crash(at: "after-commit-before-reply")
    var outcomes: [Result<ShipmentReport, RPCError>] = []
    world.run { context in
      outcomes.append(await self.create(context))
      try await context.clock.sleep(for: .seconds(1))
      outcomes.append(await self.create(context))
    }
    #expect(outcomes.map { $0.failure?.certainty } == [.indefinite, nil])
    #expect(parcel(world)?.history.count == 1)
    #expect(world.host.incarnations == 2)
  }

  @Test func `a crash before the commit makes no parcel`() {
    let world = world()
    world.crash(at: "before-commit")
    var failure: RPCError?
    world.run { failure = await self.create($0).failure }
    #expect(failure != nil)
    #expect(parcel(world) == nil)
  }
}
