import Engine
import Messaging
import Primitives
import ServiceRuntime
import Testing

@Suite struct LogDeliveryTests {
  private func world(
    seed: UInt64 = 1, partitions: Int = 3, retention: LogRetention = LogRetention()
  ) -> TestWorld {
    let world = TestWorld(seed: seed)
    world.host("broker") { LogBroker($0) }
    world.run(for: .milliseconds(50))
    world.perform { context in
      _ = try await context.call(
        LogBrokerAPI.CreateTopic("sales", partitions: partitions, retention: retention),
        to: "broker")
      _ = try await context.call(LogBrokerAPI.CreateTopic("dead", partitions: 1), to: "broker")
    }
    return world
  }

  private func publisher(_ context: ServiceContext) -> LogPublisher {
    var options = PublisherOptions()
    options.attempts = 20
    return LogPublisher(context, broker: "broker", options: options)
  }

  private func hostRecorder(
    _ world: TestWorld, _ acknowledgement: Acknowledgement = .afterWork, name: String = "recorder"
  ) {
    world.host(name) { context in
      var options = LogConsumer.Options(group: "recorders")
      options.acknowledgement = acknowledgement
      options.deadLetterTopic = "dead"
      options.attempts = 2
      options.limit = 2
      return Recorder(context, log: LogConsumer(context, broker: "broker", options: options))
    }
  }

  /// The identities of a topic's messages, partition by partition.
  private func contents(_ world: TestWorld, of topic: String = "sales") -> [[String]] {
    world.perform { context in
      let extent = try await context.call(LogBrokerAPI.Describe(topic: topic), to: "broker")
      var partitions: [[String]] = []
      for (partition, first) in extent.firstOffsets.enumerated() {
        let reply = try await context.call(
          LogBrokerAPI.Fetch(
            topic: topic, places: [PartitionOffset(partition, first)], limit: 1000, wait: .zero),
          to: "broker")
        partitions.append(reply.batches.flatMap(\.records).map(\.message.id.text))
      }
      return partitions
    } ?? []
  }

  /// A crash here may double an effect: the record was handled, the commit did not happen.
  private static let doubling = [LogBroker.Failpoints.beforeCommit]

  @Test(
    arguments: LogBroker.Failpoints.all.filter { $0 != LogBroker.Failpoints.beforeTrimming })
  func `a crash of the broker loses nothing and doubles only where it may`(
    point: FailpointName
  ) {
    for seed in 1...4 as ClosedRange<UInt64> {
      let world = world(seed: seed)
      let isRare = point == LogBroker.Failpoints.beforeAssignment
      let crash = (point, isRare ? 0 : Int(seed) % 2)
      if point != LogBroker.Failpoints.beforeDelivery { world.crash = crash }
      world.perform { context in
        let publisher = publisher(context)
        try await TestWorld.publish(6, with: publisher)
        try await publisher.publish(
          Message(id: "poison", type: sales.eventType, key: "k1", payload: "{}"), to: sales.name)
        try await TestWorld.publish(6, with: publisher, from: 6)
      }
      let stored = contents(world)
      if point == LogBroker.Failpoints.beforeDelivery { world.crash = crash }
      hostRecorder(world)
      world.run(for: .seconds(90))
      #expect(world.crashes == [point], "seed \(seed)")
      let all = (TestWorld.ids(12) + ["poison"]).sorted()
      #expect(contents(world) == stored, "seed \(seed)")
      #expect(stored.flatMap(\.self).sorted() == all, "seed \(seed)")
      let effects = world.effects()
      #expect(effects.keys.sorted() == TestWorld.ids(12).sorted(), "seed \(seed)")
      let extra = effects.values.reduce(0, +) - 12
      #expect(extra == (Self.doubling.contains(point) ? 1 : 0), "seed \(seed)")
      #expect(Set(contents(world, of: "dead").flatMap(\.self)) == ["poison"], "seed \(seed)")
    }
  }

  @Test func `the same seed gives the same run, another seed another`() {
    let digests = [7, 7, 8].map { (seed: UInt64) in
      let world = world(seed: seed)
      hostRecorder(world)
      world.crash = (LogBroker.Failpoints.beforeConfirm, 3)
      world.perform { try await TestWorld.publish(9, with: publisher($0)) }
      world.run(for: .seconds(20))
      return world.simulation.digest
    }
    #expect(digests[0] == digests[1])
    #expect(digests[0] != digests[2])
  }

  @Test func `a lost confirmation leaves a stamped record in the log once`() {
    let world = world()
    world.lostReplies["log-broker.append"] = 2
    world.perform { try await TestWorld.publish(4, with: publisher($0)) }
    #expect(contents(world).flatMap(\.self).sorted() == TestWorld.ids(4))
  }

  @Test func `the same message published by two publishers is in the log twice`() {
    let world = world()
    for _ in 0..<2 { world.perform { try await TestWorld.publish(1, with: publisher($0)) } }
    #expect(contents(world).flatMap(\.self) == ["m0", "m0"])
  }

  @Test func `messages of one key keep their order, messages of different keys do not`() {
    let world = world()
    world.perform { try await TestWorld.publish(12, with: publisher($0)) }
    var seen: [Int] = []
    world.perform { context in
      let consumer = LogConsumer(
        context, broker: "broker", options: LogConsumer.Options(group: "readers"))
      consumer.subscribe(to: sales) { sale, _ in seen.append(sale.number) }
      consumer.start()
      try await context.clock.sleep(for: .seconds(2))
      await consumer.drain()
    }
    #expect(seen.sorted() == Array(0..<12))
    #expect(seen != seen.sorted())
    for key in 0..<3 {
      let ofKey = seen.filter { $0 % 3 == key }
      #expect(ofKey == ofKey.sorted())
    }
  }

  @Test func `concurrent publications of one publisher are each in the log once`() {
    let world = world(partitions: 1)
    world.perform { context in
      let publisher = publisher(context)
      try await TestWorld.publish(1, with: publisher)
      world.lostReplies["log-broker.append"] = 1
      _ = try await context.concurrently(
        (1..<5).map { number in
          { try await TestWorld.publish(1, with: publisher, from: number) }
        })
    }
    let ids = contents(world).flatMap(\.self)
    #expect(ids.sorted() == TestWorld.ids(5))
  }

  @Test func `a consumer that commits after its work loses nothing when it crashes`() {
    let world = world(partitions: 1)
    world.perform { try await TestWorld.publish(6, with: publisher($0)) }
    world.crash = (Recorder.Points.begun, 2)
    hostRecorder(world)
    world.run(for: .seconds(60))
    #expect(world.crashes == [Recorder.Points.begun])
    #expect(world.effects() == TestWorld.once(6))
  }

  @Test func `a consumer that commits before its work loses what it held when it crashes`() {
    let world = world(partitions: 1)
    world.perform { try await TestWorld.publish(6, with: publisher($0)) }
    world.crash = (Recorder.Points.begun, 2)
    hostRecorder(world, .beforeWork)
    world.run(for: .seconds(60))
    var expected = TestWorld.once(6)
    expected["m2"] = nil
    #expect(world.effects() == expected)
  }

  @Test func `the partitions of a member that is gone for good go to another`() {
    let world = world()
    hostRecorder(world, name: "first")
    hostRecorder(world, name: "second")
    world.run(for: .seconds(5))
    world.perform { try await TestWorld.publish(12, with: publisher($0)) }
    world.run(for: .seconds(2))
    let shares = [world.effects(of: "first"), world.effects(of: "second")].map(\.count)
    world.crash("first", forGood: true)
    world.perform { try await TestWorld.publish(12, with: publisher($0), from: 12) }
    world.run(for: .seconds(30))
    let all = world.effects(of: "first").merging(world.effects(of: "second"), uniquingKeysWith: +)
    #expect(shares.reduce(0, +) == 12 && !shares.contains(0))
    #expect(all == TestWorld.once(24))
  }

  @Test func `a stale member's commit is refused, also after the broker's restart`() {
    let world = world()
    let membership = world.perform { context in
      let join = { (member: String) in
        LogBrokerAPI.Join(
          topic: "sales", group: "g", member: member, sessionTimeout: .seconds(60))
      }
      let first = try await context.call(join("a"), to: "broker")
      let old = LogBrokerAPI.Membership(group: "g", member: "a", generation: first.generation)
      let commit = { LogBrokerAPI.Commit(topic: "sales", $0, places: [PartitionOffset(0, 1)]) }
      #expect(await context.refusal(of: commit(old)) == nil)
      _ = try await context.call(join("b"), to: "broker")
      #expect(await context.refusal(of: commit(old)) == .aborted)
      let again = try await context.call(join("a"), to: "broker")
      #expect(first.assignments.map(\.partition) == [0, 1, 2])
      #expect(again.assignments.map(\.partition) == [0, 1])
      #expect(again.assignments.map(\.committed) == [1, nil])
      let new = LogBrokerAPI.Membership(group: "g", member: "a", generation: again.generation)
      #expect(await context.refusal(of: commit(new)) == nil)
      return new
    }
    world.crash("broker")
    world.run(for: .seconds(1))
    world.perform { context in
      guard let membership else { return }
      let commit = LogBrokerAPI.Commit(
        topic: "sales", membership, places: [PartitionOffset(0, 2)])
      #expect(await context.refusal(of: commit) == .aborted)
    }
  }

  @Test func `a consumer that leaves in peace hands its partitions over at once`() {
    let world = world(partitions: 1)
    var seen: [[Int]] = []
    for round in 0..<2 {
      world.perform { context in
        var numbers: [Int] = []
        let consumer = LogConsumer(
          context, broker: "broker", options: LogConsumer.Options(group: "readers"))
        consumer.subscribe(to: sales) { sale, _ in numbers.append(sale.number) }
        consumer.start()
        try await TestWorld.publish(2, with: publisher(context), from: 2 * round)
        try await context.clock.sleep(for: .milliseconds(500))
        await consumer.drain()
        seen.append(numbers)
      }
    }
    #expect(seen == [[0, 1], [2, 3]])
  }

  @Test func `a group that is set back handles its records again`() {
    let world = world(partitions: 1)
    hostRecorder(world)
    world.perform { try await TestWorld.publish(4, with: publisher($0)) }
    world.run(for: .seconds(2))
    world.perform { context in
      _ = try await context.call(
        LogBrokerAPI.Seek(topic: "sales", group: "recorders", places: [PartitionOffset(0, 2)]),
        to: "broker")
    }
    world.run(for: .seconds(5))
    #expect(world.effects() == ["m0": 1, "m1": 1, "m2": 2, "m3": 2])
  }

  @Test func `commits without answer are found out, failed ones are repeated`() {
    for fate in [MemoryStore.CommitFate.succeedsUnknown, .failsUnknown, .fails] {
      let world = world(partitions: 1)
      world.store("broker").plan = [.succeeds, fate, fate]
      world.perform { try await TestWorld.publish(3, with: publisher($0)) }
      hostRecorder(world)
      world.run(for: .milliseconds(200))
      world.store("broker").plan = [fate]
      world.run(for: .seconds(30))
      #expect(contents(world) == [TestWorld.ids(3)], "\(fate)")
      #expect(world.effects() == TestWorld.once(3), "\(fate)")
    }
  }

  @Test func `retention removes the oldest records, also around a crash`() {
    for crashes in [false, true] {
      let world = world(partitions: 1, retention: LogRetention(maximumRecords: 3))
      if crashes { world.crash = (LogBroker.Failpoints.beforeTrimming, 1) }
      world.perform { try await TestWorld.publish(8, with: publisher($0)) }
      world.run(for: .seconds(1))
      #expect(world.crashes.count == (crashes ? 1 : 0))
      #expect(contents(world) == [["m5", "m6", "m7"]])
      #expect(world.store("broker").keys(of: "log-records").count == 3)
      world.perform { context in
        let early = LogBrokerAPI.Fetch(
          topic: "sales", places: [PartitionOffset(0, 0)], limit: 1, wait: .zero)
        #expect(await context.refusal(of: early) == .failedPrecondition)
      }
    }
  }
}
