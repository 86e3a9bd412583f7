import Primitives
import ServiceRuntime
import TestSupport
import Testing

@testable import Transactions

/// A broker that a test watches; it can be down for some keys.
final class TestBroker: MessagePublisher, MessageSubscriber {
  typealias Handler = (Delivery) async throws -> Void
  private(set) var published: [Message] = []
  var refusedKeys: Set<String> = []
  private var handlers: [(topic: String, type: String, handler: Handler)] = []

  func publish(_ message: Message, to topic: String) async throws(RPCError) {
    if let key = message.key, refusedKeys.contains(key) {
      throw RPCError(.unavailable, "the partition of \(key) has no leader")
    }
    published.append(message)
  }

  func subscribe(
    to topic: String, type: String, _ handler: @escaping (Delivery) async throws -> Void
  ) {
    handlers.append((topic, type, handler))
  }

  /// Delivers a message to everybody who asked for its type.
  func deliver(_ message: Message, attempt: Int = 1) async throws {
    for subscription in handlers where subscription.type == message.type {
      try await subscription.handler(
        Delivery(
          message: message, attempt: attempt, isRedelivered: attempt > 1, origin: "test"))
    }
  }
}

/// An event of the tests.
struct OrderPlaced: Codable, Sendable, Fingerprinted, Hashable {
  let order: String
  let quantity: Int
  static let topic = Topic<OrderPlaced>("orders", carrying: "order-placed")
}

@Suite struct OutboxTests {
  private let process = SmallProcess()
  private let broker = TestBroker()
  private let orders = Table<Int>("orders")

  private func place(_ names: [String], failing: Bool = false) throws {
    try process.run { context in
      let outbox = Outbox(context)
      for name in names {
        try await context.store.transaction { transaction in
          try await transaction.put(orders, name, 1)
          try await outbox.add(
            OrderPlaced(order: name, quantity: 1), on: OrderPlaced.topic,
            id: Identifier("placed-\(name)"), key: String(name.prefix(1)), in: transaction)
          if failing { throw RPCError(.failedPrecondition, "no") }
        }
      }
    }
  }

  private func relay(times: Int = 1) throws {
    try process.run { context in
      let outbox = Outbox(context)
      for _ in 0..<times {
        _ = try await OutboxRelay(context, outbox, to: broker, batch: 10).publishBatch()
      }
    }
  }

  private var publishedIDs: [String] { broker.published.map(\.id.text) }
  private var backlog: Int {
    process.store.committed(Table<OutboxEntry>("outbox")).count
  }

  @Test func `a message exists exactly if its change does`() throws {
    try place(["a1"])
    #expect(throws: RPCError.self) { try place(["a2"], failing: true) }
    process.store.failNext(.commit, .error(StoreError(.inputOutput, "no")))
    #expect(throws: StoreError.self) { try place(["a3"]) }
    try relay()
    #expect(process.store.committed(orders).map(\.key) == ["a1"])
    #expect(publishedIDs == ["placed-a1"])
    #expect(backlog == 0)
  }

  @Test func `a crash before the publication loses nothing`() throws {
    try place(["a1", "b1"])
    process.restart()
    try place(["a2"])
    try relay()
    #expect(publishedIDs == ["placed-a1", "placed-b1", "placed-a2"])
  }

  @Test func `a crash after the publication repeats it with the same identity`() throws {
    try place(["a1"])
    process.failpoints.at("outbox-after-publish-before-removal", .crash)
    #expect(throws: (any Error).self) { try relay() }
    process.restart()
    try relay()
    #expect(publishedIDs == ["placed-a1", "placed-a1"])
    #expect(backlog == 0)
  }

  @Test func `what cannot be published holds back its own key only, in order`() throws {
    try place(["a1", "b1", "a2", "b2"])
    broker.refusedKeys = ["a"]
    try relay(times: 2)
    #expect(publishedIDs == ["placed-b1", "placed-b2"])
    broker.refusedKeys = []
    try relay()
    #expect(publishedIDs == ["placed-b1", "placed-b2", "placed-a1", "placed-a2"])
  }

  @Test func `a relay that rests is woken by the next message`() throws {
    try process.run { context in
      let outbox = Outbox(context)
      OutboxRelay(context, outbox, to: broker, period: .seconds(100)).run()
      try await context.clock.sleep(for: .seconds(1))
      try await context.store.transaction { transaction in
        try await outbox.add(
          OrderPlaced(order: "a", quantity: 1), on: OrderPlaced.topic, id: "placed-a",
          in: transaction)
      }
      outbox.flush()
      try await context.clock.sleep(for: .seconds(1))
      let backlog = try await outbox.backlog()
      #expect(broker.published.count == 1 && backlog == 0)
      process.crash()
    }
  }
}

@Suite struct InboxTests {
  private let process = SmallProcess()
  private let total = Table<Int>("total")

  private func handle(_ id: Identifier<Message>, consumer: String = "totals") throws -> Bool {
    try process.run { context in
      try await Inbox(context, consumer: consumer).handle(id) { transaction in
        let sum = try await transaction.getForUpdate(total, consumer) ?? 0
        try await transaction.put(total, consumer, sum + 1)
      }
    }
  }

  @Test func `a second delivery has no effect, for each consumer by itself`() throws {
    #expect(try handle("m1"))
    #expect(try !handle("m1"))
    #expect(try handle("m1", consumer: "mails"))
    #expect(process.store.committed(total).map(\.value) == [1, 1])
  }

  @Test func `a crash before or after the commit gives one effect`() throws {
    let points: [FailpointName] = [
      "inbox-before-commit", "inbox-committed-before-acknowledgement",
    ]
    for (index, point) in points.enumerated() {
      let id = Identifier<Message>("m\(index)")
      process.failpoints.at(point, .crash)
      #expect(throws: (any Error).self) { try handle(id) }
      process.restart()
      _ = try handle(id)
      #expect(process.store.committed(total, "totals") == index + 1)
    }
  }

  @Test func `two deliveries at once have one effect`() throws {
    process.store.latency = .milliseconds(1)
    let handled = try process.run { context in
      let inbox = Inbox(context, consumer: "totals")
      let body: () async throws -> Bool = {
        try await inbox.handle("m1") { transaction in
          try await transaction.put(total, "totals", 1)
        }
      }
      return try await context.concurrently([body, body])
    }
    #expect(handled.count { $0 } == 1)
  }

  @Test func `only what is old is forgotten`() throws {
    _ = try handle("m1")
    let dropped = try process.run { context in
      let inbox = Inbox(context, consumer: "totals")
      let early = try await inbox.sweep(olderThan: .seconds(10))
      try await context.clock.sleep(for: .seconds(10))
      return [early, try await inbox.sweep(olderThan: .seconds(10))]
    }
    #expect(dropped == [0, 1])
  }
}
