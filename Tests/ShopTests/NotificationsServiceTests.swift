import Engine
import Notifications
import Primitives
import ServiceRuntime
import ShopContracts
import Testing
import World

@Suite struct NotificationsServiceTests {
  private func world(
    seed: Seed = 1, isolation: IsolationLevel = .serializable,
    _ deduplication: NotificationsConfiguration.Deduplication = .contentHash
  ) -> ServiceWorld {
    ServiceWorld(NotificationsAPI.service, seed: seed, isolation: isolation) {
      NotificationsService($0, NotificationsConfiguration(deduplication: deduplication))
    }
  }

  private func tell(
    _ context: ServiceContext, _ customer: CustomerID = "alice", order: OrderID? = "7",
    about subject: NotificationSubject = .orderConfirmed, note: String = "", key: String? = nil
  ) async -> Result<SendNotification.Reply, RPCError> {
    await context.outcome(
      SendNotification(customer: customer, order: order, subject: subject, note: note),
      to: NotificationsAPI.service, key: key)
  }

  private func texts(_ context: ServiceContext, _ customer: CustomerID = "alice") async -> [String]?
  {
    await context.outcome(ListNotifications(customer: customer), to: NotificationsAPI.service)
      .reply?.texts
  }

  private func sent(_ world: ServiceWorld) -> Int {
    world.host.disk.database.count(of: NotificationsService.logTable.name)
  }

  @Test func `the same content is sent once whatever key it comes under`() {
    let world = world()
    var repetitions: [Bool?] = []
    world.run { context in
      for key in ["a:1", "a:1", "b:2", nil] {
        repetitions.append(await self.tell(context, key: key).reply?.isRepetition)
      }
    }
    #expect(repetitions == [false, true, true, true])
    #expect(sent(world) == 1)
  }

  @Test func `whatever differs makes another message`() {
    let world = world()
    world.run { context in
      _ = await self.tell(context)
      _ = await self.tell(context, "bob")
      _ = await self.tell(context, order: "8")
      _ = await self.tell(context, about: .orderShipped)
      _ = await self.tell(context, note: "parcel T-1")
    }
    #expect(sent(world) == 5)
  }

  @Test func `the unguarded form sends each time`() {
    let world = world(.unguarded)
    world.run { context in
      for _ in 0..<3 { _ = await self.tell(context) }
    }
    #expect(sent(world) == 3)
  }

  @Test func `a customer's messages are listed in the order in which they were sent`() {
    let world = world()
    var alice: [String]?
    var nobody: [String]?
    world.run { context in
      _ = await self.tell(context, order: nil, about: .welcome)
      _ = await self.tell(context, "alice/b", order: nil, about: .welcome)
      _ = await self.tell(context, about: .orderConfirmed)
      _ = await self.tell(context, about: .outOfStock)
      _ = await self.tell(context, about: .orderCancelled)
      _ = await self.tell(context, about: .orderShipped, note: "parcel T-1")
      alice = await self.texts(context)
      nobody = await self.texts(context, "nobody")
    }
    #expect(
      alice == [
        "Your account is open.", "We have accepted your order 7.",
        "Your order 7 was cancelled: too little is in stock.", "Your order 7 was cancelled.",
        "Your order 7 is on its way (parcel T-1).",
      ])
    #expect(nobody == [])
  }

  @Test func `a message about an order must name it`() {
    let world = world()
    var codes: [NotificationSubject: RPCError.Code?] = [:]
    world.run { context in
      for subject in NotificationSubject.allCases {
        codes[subject] = await self.tell(context, order: nil, about: subject).failure?.code
      }
    }
    for subject in NotificationSubject.allCases {
      #expect(codes[subject] == (subject == .welcome ? nil : .invalidArgument), "\(subject)")
    }
    #expect(sent(world) == 1)
  }

  @Test func `two requests at once send one message`() {
    for isolation in IsolationLevel.allCases {
      for seed in 1...20 as ClosedRange<UInt64> {
        let world = world(seed: Seed(seed), isolation: isolation)
        var repetitions: [Bool?] = []
        world.run { context in
          try await context.race(
            { repetitions.append(await self.tell(context).reply?.isRepetition) },
            { repetitions.append(await self.tell(context).reply?.isRepetition) })
        }
        #expect(repetitions.filter { $0 == false }.count == 1, "\(isolation) seed \(seed)")
        #expect(repetitions.filter { $0 == true }.count == 1, "\(isolation) seed \(seed)")
        #expect(sent(world) == 1, "\(isolation) seed \(seed)")
      }
    }
  }

  @Test func `a message is sent once though the service dies at any of its points`() {
    for point in NotificationsService.failpoints.map(\.name) {
      let world = world()
      world.crash(at: point)
      var outcomes: [Result<SendNotification.Reply, RPCError>] = []
      world.run { context in
        for _ in 0..<2 {
          outcomes.append(await self.tell(context))
          try await context.clock.sleep(for: .seconds(1))
        }
      }
      #expect(outcomes.count == 2 && outcomes[0].failure?.certainty == .indefinite, "\(point)")
      #expect(outcomes[1].reply?.isRepetition == (point == "after-commit-before-reply"))
      #expect(sent(world) == 1, "\(point)")
    }
  }
}
