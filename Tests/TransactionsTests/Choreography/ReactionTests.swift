import Primitives
import ServiceRuntime
import TestSupport
import Testing

@testable import Transactions

/// What becomes of an order's stock.
private struct StockReserved: Codable, Sendable, Fingerprinted, Hashable {
  let order: String
  static let topic = Topic<StockReserved>("stock", carrying: "stock-reserved")
  static let failure = Topic<StockReserved>("stock", carrying: "stock-failed")
}

/// A service that reserves stock when an order is placed, and charges for it.
private final class ReactingProcess {
  let process = SmallProcess()
  let broker = TestBroker()
  var charges: [String] = []

  func deliver(_ message: Message) throws {
    try process.run { context in
      let broker = TestBroker()
      let choreography = Choreography(
        context, subscriber: broker, outbox: Outbox(context))
      self.register(choreography)
      try await broker.deliver(message)
    }
  }

  private func register(_ choreography: Choreography) {
    choreography.react(
      to: OrderPlaced.topic, as: "reserve", emits: ["stock-reserved", "stock-failed"]
    ) { event, scope in
      let stock = try await scope.transaction.getForUpdate(Stock.table, "clock") ?? 0
      let answer = StockReserved(order: event.order)
      guard stock >= event.quantity else {
        return try await scope.publish(answer, on: StockReserved.failure)
      }
      try await scope.transaction.put(Stock.table, "clock", stock - event.quantity)
      try await scope.publish(answer, on: StockReserved.topic)
    }
    choreography.react(
      to: StockReserved.topic, as: "charge", emits: [],
      calling: { _, key in
        if !self.charges.contains(key.text) { self.charges.append(key.text) }
        return key.text
      }
    ) { event, receipt, scope in
      try await scope.transaction.insert(Table<String>("receipts"), event.order, receipt)
    }
  }

  func relay() throws -> [Message] {
    try process.run { context in
      let relay = OutboxRelay(context, Outbox(context), to: self.broker)
      _ = try await relay.publishBatch()
    }
    return broker.published
  }

  var stock: Int? { process.store.committed(Stock.table, "clock") }
}

@Suite struct ReactionTests {
  private let placed = OrderPlaced.topic.message(
    OrderPlaced(order: "7", quantity: 2), id: "placed-7", key: "7")

  @Test func `an event changes data and is answered once, however often it comes`() throws {
    let shop = ReactingProcess()
    shop.process.store.preset(Stock.table, "clock", 5)
    for _ in 1...3 { try shop.deliver(placed) }
    #expect(shop.stock == 3)
    let messages = try shop.relay()
    #expect(messages.map(\.type) == ["stock-reserved"])
    #expect(messages.map(\.id) == ["placed-7/reserve/1"])
    #expect(messages.map(\.key) == ["7"])
  }

  @Test func `a refusal is an event as well`() throws {
    let shop = ReactingProcess()
    shop.process.store.preset(Stock.table, "clock", 1)
    try shop.deliver(placed)
    #expect(shop.stock == 1)
    #expect(try shop.relay().map(\.type) == ["stock-failed"])
  }

  @Test func `a crash anywhere gives one effect and one event`() throws {
    let points: [FailpointName] = [
      "reaction-called-before-record", "inbox-before-commit",
      "inbox-committed-before-acknowledgement",
    ]
    for point in points {
      let shop = ReactingProcess()
      shop.process.store.preset(Stock.table, "clock", 5)
      for _ in 1...2 {
        shop.process.failpoints.at(point, .crash)
        _ = try? shop.deliver(placed)
        shop.process.restart()
      }
      try shop.deliver(placed)
      #expect(shop.stock == 3, "\(point)")
      #expect(try shop.relay().count == 1, "\(point)")
    }
  }

  @Test func `a call to somebody outside carries the same key after a crash`() throws {
    let shop = ReactingProcess()
    let reserved = StockReserved.topic.message(
      StockReserved(order: "7"), id: "placed-7/reserve/1", key: "7")
    shop.process.failpoints.at("reaction-called-before-record", .crash)
    #expect(throws: (any Error).self) { try shop.deliver(reserved) }
    shop.process.restart()
    try shop.deliver(reserved)
    try shop.deliver(reserved)
    #expect(shop.charges.count == 1)
    #expect(shop.process.store.committed(Table<String>("receipts")).count == 1)
  }

  @Test func `an event that nobody reacts to is found`() {
    let flow = [
      ReactionOutline(name: "charge", hears: "order-placed", emits: ["paid", "payment-failed"]),
      ReactionOutline(name: "reserve", hears: "paid", emits: ["reserved", "out-of-stock"]),
      ReactionOutline(name: "refund", hears: "out-of-stock", emits: ["refunded"]),
      ReactionOutline(name: "cancel", hears: "refunded", emits: ["cancelled"]),
      ReactionOutline(name: "ship", hears: "reserved", emits: ["shipped"]),
    ]
    let last = ["shipped", "cancelled"]
    #expect(
      ReactionOutline.deadEnds(among: flow, from: ["order-placed"], endingWith: last)
        == ["payment-failed"])
    let whole =
      flow + [ReactionOutline(name: "void", hears: "payment-failed", emits: ["cancelled"])]
    #expect(
      ReactionOutline.deadEnds(among: whole, from: ["order-placed"], endingWith: last).isEmpty)
  }
}
