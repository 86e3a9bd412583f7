import Messaging
import Primitives
import ServiceRuntime
import Testing

@Suite struct QueueBrokerTests {
  private func world() -> TestWorld {
    let world = TestWorld()
    world.host("broker") { QueueBroker($0) }
    world.run(for: .milliseconds(50))
    return world
  }

  private func message(_ id: String) -> Message {
    Message(id: Identifier(id), type: "t", payload: "1")
  }

  private func publish(_ id: String, _ key: String, to exchange: String = "")
    -> QueueBrokerAPI
    .Publish
  {
    QueueBrokerAPI.Publish(message(id), to: exchange, routingKey: key)
  }

  @Test func `patterns match word by word`() {
    let cases: [(String, String, Bool)] = [
      ("order.created", "order.created", true), ("order.*", "order.created", true),
      ("order.*", "order", false), ("order.*", "order.a.b", false), ("order.#", "order", true),
      ("order.#", "order.a.b", true), ("#.failed", "a.b.failed", true), ("#", "", true),
      ("*", "a.b", false), ("#.a.#", "b.a.c", true), ("#.a.#", "b.c", false),
    ]
    for (pattern, key, expected) in cases {
      #expect(ExchangeTable.matches(pattern, key) == expected, "\(pattern) and \(key)")
    }
  }

  @Test func `a queue gets a message once however many bindings match`() {
    var table = ExchangeTable()
    table["x"] = ExchangeTable.Exchange(kind: .topic)
    for (pattern, queue) in [("a.*", "one"), ("a.b", "one"), ("#", "two"), ("c", "three")] {
      table.bind(ExchangeTable.Binding(exchange: "x", pattern: pattern, queue: queue))
    }
    #expect(table.queues(of: "x", routingKey: "a.b") == ["one", "two"])
    #expect(table.queues(of: "y", routingKey: "a.b") == [])
  }

  @Test func `a message that no queue takes is parked, counted or refused`() {
    let world = world()
    world.perform { context in
      _ = try await context.call(QueueBrokerAPI.DeclareQueue("lost"), to: "broker")
      _ = try await context.call(
        QueueBrokerAPI.DeclareExchange("x", .direct, unroutableQueue: "lost"), to: "broker")
      let parked = try await context.call(publish("a", "k", to: "x"), to: "broker")
      #expect(parked.queues == ["lost"])
      var mandatory = publish("b", "k", to: "x")
      mandatory.isMandatory = true
      #expect(await context.refusal(of: mandatory) == .notFound)
    }
    #expect(world.counts["broker.unroutable"] == 2)
  }

  @Test func `declaring again is harmless, declaring differently is refused`() {
    let world = world()
    world.perform { context in
      for _ in 0..<2 {
        _ = try await context.call(QueueBrokerAPI.DeclareQueue("q"), to: "broker")
      }
      var other = QueueOptions()
      other.maximumLength = 3
      #expect(
        await context.refusal(of: QueueBrokerAPI.DeclareQueue("q", other)) == .failedPrecondition)
    }
  }

  @Test func `names and options that cannot work are refused`() {
    let world = world()
    world.perform { context in
      var boundless = QueueOptions()
      boundless.maximumLength = 0
      var hasty = QueueOptions()
      hasty.acknowledgementTimeout = .zero
      for request in [
        QueueBrokerAPI.DeclareQueue("q", boundless), QueueBrokerAPI.DeclareQueue("q", hasty),
        QueueBrokerAPI.DeclareQueue(""), QueueBrokerAPI.DeclareQueue("a/b"),
      ] {
        #expect(await context.refusal(of: request) == .invalidArgument)
      }
      let exchange = QueueBrokerAPI.DeclareExchange("a/b", .fanout)
      #expect(await context.refusal(of: exchange) == .invalidArgument)
    }
  }

  @Test func `a declared topology survives a crash of the broker`() {
    let world = world()
    world.perform { context in
      _ = try await context.call(QueueBrokerAPI.DeclareExchange("x", .fanout), to: "broker")
      for queue in ["one", "two"] {
        _ = try await context.call(QueueBrokerAPI.DeclareQueue(queue), to: "broker")
        _ = try await context.call(
          QueueBrokerAPI.Bind(queue, to: "x", pattern: ""), to: "broker")
      }
      _ = try await context.call(
        QueueBrokerAPI.Bind("two", to: "x", pattern: "", isBound: false), to: "broker")
    }
    world.crash("broker")
    world.run(for: .seconds(1))
    world.perform { context in
      let reply = try await context.call(publish("a", "k", to: "x"), to: "broker")
      #expect(reply.queues == ["one"])
    }
  }

  @Test func `a full queue that refuses says so before anything is stored`() {
    let world = world()
    world.perform { context in
      var options = QueueOptions()
      options.maximumLength = 1
      options.overflow = .rejectNew
      _ = try await context.call(QueueBrokerAPI.DeclareQueue("q", options), to: "broker")
      _ = try await context.call(publish("a", "q"), to: "broker")
      #expect(await context.refusal(of: publish("b", "q")) == .resourceExhausted)
    }
    #expect(world.store("broker").keys(of: "broker-messages").count == 1)
  }

  @Test func `expired and surplus messages go to the dead-letter queue with the reason`() {
    let world = world()
    world.perform { context in
      var options = QueueOptions()
      options.maximumLength = 1
      options.timeToLive = .seconds(2)
      options.deadLetterQueue = "dead"
      _ = try await context.call(QueueBrokerAPI.DeclareQueue("dead"), to: "broker")
      _ = try await context.call(QueueBrokerAPI.DeclareQueue("q", options), to: "broker")
      for id in ["a", "b"] { _ = try await context.call(publish(id, "q"), to: "broker") }
      try await context.clock.sleep(for: .seconds(3))
      let dead = try await context.call(
        QueueBrokerAPI.Receive(queue: "dead", consumer: "c", prefetch: 9, wait: .zero),
        to: "broker")
      #expect(dead.deliveries.map(\.message.id.text) == ["a", "b"])
      #expect(
        dead.deliveries.map { $0.message[header: "dead-letter-reason"] } == ["overflow", "expired"])
    }
  }

  @Test func `a message given back rests before it comes again`() {
    let world = world()
    world.perform { context in
      _ = try await context.call(QueueBrokerAPI.DeclareQueue("q"), to: "broker")
      _ = try await context.call(publish("a", "q"), to: "broker")
      let receive = QueueBrokerAPI.Receive(
        queue: "q", consumer: "c", prefetch: 1, wait: .seconds(4))
      let first = try await context.call(receive, to: "broker").deliveries
      let begin = context.clock.now
      _ = try await context.call(
        QueueBrokerAPI.Reject(
          queue: "q", consumer: "c", tags: first.map(\.tag), requeue: true, delay: .seconds(3)),
        to: "broker")
      let second = try await context.call(receive, to: "broker").deliveries
      #expect(context.clock.now - begin >= .seconds(3))
      #expect(second.map(\.attempt) == [2])
      #expect(second.map(\.tag) != first.map(\.tag))
    }
  }

  @Test func `a newer request of a consumer ends the one that waits`() {
    let world = world()
    world.perform { context in
      _ = try await context.call(QueueBrokerAPI.DeclareQueue("q"), to: "broker")
      let receive = QueueBrokerAPI.Receive(
        queue: "q", consumer: "c", prefetch: 1, wait: .seconds(4))
      let replies = try await context.concurrently([
        { try await context.call(receive, to: "broker").deliveries.count },
        {
          try await context.clock.sleep(for: .milliseconds(100))
          return try await context.call(receive, to: "broker").deliveries.count
        },
        {
          try await context.clock.sleep(for: .milliseconds(200))
          return try await context.call(publish("a", "q"), to: "broker").queues.count
        },
      ])
      #expect(replies == [0, 1, 1])
    }
  }
}
