import Messaging
import Primitives
import ServiceRuntime
import Testing

@Suite struct QueueDeliveryTests {
  private static let exchange = QueueBrokerAPI.DeclareExchange("events", .topic)

  private static func options(
    _ acknowledgement: Acknowledgement = .afterWork
  ) -> QueueConsumer.Options {
    var queue = QueueOptions()
    queue.maximumDeliveries = 5
    queue.deadLetterQueue = "dead"
    var options = QueueConsumer.Options(
      queue: QueueBrokerAPI.DeclareQueue("recorder", queue), exchange: exchange)
    options.acknowledgement = acknowledgement
    return options
  }

  private func publisher(_ context: ServiceContext) -> QueuePublisher {
    var options = PublisherOptions()
    options.attempts = 20
    return QueuePublisher(context, broker: "broker", exchange: Self.exchange, options: options)
  }

  /// A broker with the recorder's queue and a dead-letter queue, nobody receiving yet.
  private func world(seed: UInt64 = 1) -> TestWorld {
    let world = TestWorld(seed: seed)
    world.host("broker") { QueueBroker($0) }
    world.run(for: .milliseconds(50))
    world.perform { context in
      _ = try await context.call(Self.exchange, to: "broker")
      _ = try await context.call(QueueBrokerAPI.DeclareQueue("dead"), to: "broker")
      _ = try await context.call(Self.options().queue, to: "broker")
      _ = try await context.call(
        QueueBrokerAPI.Bind("recorder", to: "events", pattern: "sales"), to: "broker")
    }
    return world
  }

  private func hostRecorder(_ world: TestWorld, _ acknowledgement: Acknowledgement = .afterWork) {
    world.host("recorder") { context in
      Recorder(
        context,
        queue: QueueConsumer(context, broker: "broker", options: Self.options(acknowledgement)))
    }
  }

  private func state(_ world: TestWorld, _ queue: String) -> [Int]? {
    world.perform { context in
      let reply = try await context.call(QueueBrokerAPI.Inspect(queue: queue), to: "broker")
      return [reply.ready, reply.held]
    }
  }

  @Test func `without faults each message takes effect once and in order`() {
    let world = world()
    hostRecorder(world)
    world.perform { try await TestWorld.publish(20, with: publisher($0)) }
    world.run(for: .seconds(5))
    #expect(world.effects() == TestWorld.once(20))
    #expect(state(world, "recorder") == [0, 0])
    #expect(world.store("broker").keys(of: "broker-messages").isEmpty)
  }

  /// Which points may double an effect when the broker crashes there, and why no other may: the
  /// message was stored or handled, and the one who must not repeat that was not told.
  private static let doubling = [
    QueueBroker.Failpoints.beforeConfirm, QueueBroker.Failpoints.beforeRemoval,
  ]

  @Test(arguments: QueueBroker.Failpoints.all)
  func `a crash of the broker loses nothing and doubles only where it may`(
    point: FailpointName
  ) {
    for seed in 1...4 as ClosedRange<UInt64> {
      let world = world(seed: seed)
      world.crash = (point, Int(seed) % 2 == 0 && !isBurial(point) ? 2 : 0)
      world.perform { context in
        let publisher = publisher(context)
        try await TestWorld.publish(3, with: publisher)
        try await publisher.publish(
          Message(id: "poison", type: sales.eventType, payload: "{}"), to: sales.name)
        try await TestWorld.publish(3, with: publisher, from: 3)
      }
      hostRecorder(world)
      world.run(for: .seconds(60))
      #expect(world.crashes == [point], "seed \(seed)")
      let effects = world.effects()
      #expect(effects.keys.sorted() == TestWorld.ids(6), "seed \(seed)")
      let extra = effects.values.reduce(0, +) - 6
      #expect(extra == (Self.doubling.contains(point) ? 1 : 0), "seed \(seed)")
      #expect(state(world, "dead")?.first == 1, "seed \(seed)")
      #expect(state(world, "recorder")?.first == 0, "seed \(seed)")
    }
  }

  private func isBurial(_ point: FailpointName) -> Bool {
    [QueueBroker.Failpoints.beforeBurial, QueueBroker.Failpoints.afterBurial].contains(point)
  }

  @Test func `a lost confirmation doubles the message under one identity`() {
    let world = world()
    world.lostReplies["queue-broker.publish"] = 1
    world.perform { try await TestWorld.publish(2, with: publisher($0)) }
    hostRecorder(world)
    world.run(for: .seconds(10))
    #expect(world.effects() == ["m0": 2, "m1": 1])
  }

  @Test func `a lost delivery comes again when its time is over`() {
    let world = world()
    world.perform { try await TestWorld.publish(1, with: publisher($0)) }
    world.lostReplies["queue-broker.receive"] = 1
    hostRecorder(world)
    world.run(for: .seconds(5))
    let early = world.effects()
    world.run(for: .seconds(40))
    #expect(early.isEmpty)
    #expect(world.effects() == ["m0": 1])
  }

  @Test func `a consumer that acknowledges after its work loses nothing when it crashes`() {
    let world = world()
    world.perform { try await TestWorld.publish(6, with: publisher($0)) }
    world.crash = (Recorder.Points.begun, 2)
    hostRecorder(world)
    world.run(for: .seconds(60))
    #expect(world.crashes == [Recorder.Points.begun])
    #expect(world.effects() == TestWorld.once(6))
  }

  @Test func `a consumer that acknowledges before its work loses what it held when it crashes`() {
    let world = world()
    world.perform { try await TestWorld.publish(6, with: publisher($0)) }
    world.crash = (Recorder.Points.begun, 2)
    hostRecorder(world, .beforeWork)
    world.run(for: .seconds(60))
    #expect(world.crashes == [Recorder.Points.begun])
    var expected = TestWorld.once(6)
    expected["m2"] = nil
    #expect(world.effects() == expected)
  }

  @Test func `a crash between work and acknowledgement repeats the work`() {
    let world = world()
    world.perform { try await TestWorld.publish(3, with: publisher($0)) }
    world.crash = (Recorder.Points.committed, 1)
    hostRecorder(world)
    world.run(for: .seconds(60))
    #expect(world.effects() == ["m0": 1, "m1": 2, "m2": 1])
  }

  @Test func `commits without answer are found out, failed ones are repeated`() {
    for fate in [MemoryStore.CommitFate.succeedsUnknown, .failsUnknown, .fails] {
      let world = world()
      world.store("broker").plan = [fate]
      world.perform { try await TestWorld.publish(2, with: publisher($0)) }
      world.store("broker").plan = [fate]
      hostRecorder(world)
      world.run(for: .seconds(10))
      #expect(world.effects() == TestWorld.once(2), "\(fate)")
      #expect(world.store("broker").keys(of: "broker-messages").isEmpty, "\(fate)")
    }
  }

  @Test func `a transient queue is gone after a crash, a durable one is marked`() {
    let world = world()
    world.perform { context in
      var transient = QueueOptions()
      transient.isDurable = false
      _ = try await context.call(QueueBrokerAPI.DeclareQueue("brief", transient), to: "broker")
      _ = try await context.call(
        QueueBrokerAPI.Bind("brief", to: "events", pattern: "#"), to: "broker")
      try await TestWorld.publish(1, with: publisher(context))
    }
    #expect(state(world, "brief")?.first == 1)
    world.crash("broker")
    world.run(for: .seconds(1))
    world.perform { context in
      let reply = try await context.call(
        QueueBrokerAPI.Receive(queue: "recorder", consumer: "c", prefetch: 1, wait: .zero),
        to: "broker")
      #expect(reply.deliveries.map(\.isRedelivered) == [true])
      #expect(await context.refusal(of: QueueBrokerAPI.Inspect(queue: "brief")) == .notFound)
    }
  }

  @Test func `a draining consumer gives back at once what it has not begun`() {
    let world = world()
    world.perform { try await TestWorld.publish(3, with: publisher($0)) }
    var options = Self.options()
    options.prefetch = 3
    let held = options
    world.perform { context in
      let consumer = QueueConsumer(context, broker: "broker", options: held)
      consumer.subscribe(to: sales) { _, _ in try await context.clock.sleep(for: .seconds(1)) }
      consumer.start()
      try await context.clock.sleep(for: .milliseconds(500))
      await consumer.drain()
    }
    #expect(state(world, "recorder") == [2, 0])
  }
}
