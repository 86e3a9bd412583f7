import Primitives
import ServiceRuntime
import TestSupport
import Testing

@testable import Transactions

@Suite struct EventStoreTests {
  private let now = WallTime(nanosecondsSinceEpoch: 0)

  private func append(
    _ shop: StockEvents, _ events: [(String, StockEvent)], expecting: ExpectedVersion,
    to stream: String = "clock"
  ) throws -> Int {
    try shop.read { _, transaction in
      try await shop.events.append(
        events.map { NewEvent(id: $0.0, $0.1) }, to: stream, expecting: expecting, at: self.now,
        in: transaction)
    }
  }

  @Test func `an append on an old state is refused`() throws {
    let shop = StockEvents()
    #expect(try append(shop, [("a", .added(1))], expecting: .exactly(0)) == 1)
    // Both saw one unit; the second decided on a state that is gone.
    let first: [(String, StockEvent)] = [("b", .reduced(1, order: "1"))]
    #expect(try append(shop, first, expecting: .exactly(1)) == 2)
    #expect(throws: EventConflict(stream: "clock", expected: 1, actual: 2)) {
      try append(shop, [("c", .reduced(1, order: "2"))], expecting: .exactly(1))
    }
    #expect(try append(shop, [("d", .added(1))], expecting: .any) == 3)
  }

  @Test func `a batch is appended in full or not at all, and once`() throws {
    let shop = StockEvents()
    let batch: [(String, StockEvent)] = [("a", .added(1)), ("b", .added(2))]
    shop.process.store.failNext(.commit, .unknownButDone)
    #expect(throws: StoreError.self) { try append(shop, batch, expecting: .exactly(0)) }
    // The repetition finds that the first attempt was done.
    #expect(try append(shop, batch, expecting: .exactly(0)) == 2)
    let stored = try shop.read { try await shop.events.load("clock", in: $1) }
    #expect(stored.map(\.version) == [1, 2])
    #expect(stored.map(\.event) == [.added(1), .added(2)])
  }

  @Test func `a history with a gap is refused and not half read`() throws {
    let shop = StockEvents()
    _ = try append(shop, [("a", .added(1)), ("b", .added(2)), ("c", .added(3))], expecting: .any)
    let table = Table<StoredEvent<StockEvent>>("events-stock")
    let second = shop.process.store.committed(table)[1].key
    try shop.read { _, transaction in try await transaction.remove(table, second) }
    #expect(throws: StoreError.self) {
      try shop.read { _ = try await shop.events.load("clock", in: $1) }
    }
  }

  @Test func `streams do not mix and share one order`() throws {
    let shop = StockEvents()
    for (index, stream) in ["a", "a/b", "b", "a", "a%"].enumerated() {
      _ = try append(shop, [("\(index)", .added(index))], expecting: .any, to: stream)
    }
    let a = try shop.read { try await shop.events.load("a", in: $1) }
    #expect(a.map(\.id) == ["0", "3"])
    let all = try shop.read { try await shop.events.read(after: 1, limit: 3, in: $1) }
    #expect(all.map(\.id) == ["1", "2", "3"])
    #expect(all.map(\.position) == [2, 3, 4])
  }
}

@Suite struct AggregateTests {
  @Test func `a repeated command has the first result and appends nothing`() throws {
    let shop = StockEvents()
    _ = try shop.perform(.add(5), "fill")
    let first = try shop.perform(.reduce(2, order: "7"), "order-7")
    _ = try shop.perform(.reduce(1, order: "8"), "order-8")
    let second = try shop.perform(.reduce(2, order: "7"), "order-7")
    #expect(second.isRepeated && !first.isRepeated)
    #expect(second.state.value == first.state.value)
    #expect(second.state.version == Version(2))
    let now = try shop.read { try await shop.store($0).load("clock", in: $1) }
    #expect(now.value.stock == 2)
  }

  @Test func `commands at once are decided one after the other`() throws {
    let shop = StockEvents()
    _ = try shop.perform(.add(1), "fill")
    shop.process.store.latency = .milliseconds(1)
    let sold = try shop.process.run { context in
      let store = shop.store(context)
      var bodies: [() async throws -> Bool] = []
      for number in 1...4 {
        bodies.append {
          do {
            _ = try await store.perform(
              .reduce(1, order: "\(number)"), on: "clock",
              key: IdempotencyKey("stock", of: "order-\(number)"))
            return true
          } catch is RPCError {
            return false
          }
        }
      }
      return try await context.concurrently(bodies)
    }
    #expect(sold.count { $0 } == 1)
    #expect(try shop.read { try await shop.store($0).load("clock", in: $1) }.value.stock == 0)
  }

  @Test func `the state at every version is that of its events, with snapshots or without`() throws
  {
    let shop = StockEvents()
    for number in 1...8 { _ = try shop.perform(.add(number), "fill-\(number)") }
    #expect(!shop.process.store.committed(Table<Snapshot<StockRoot>>("snapshots-stock")).isEmpty)
    for version in 0...8 {
      let state = try shop.read { try await shop.store($0).state("clock", at: version, in: $1) }
      #expect(state.version == Version(version))
      #expect(state.value == StockRoot(stock: version * (version + 1) / 2, events: version))
    }
    // A snapshot of another schema is passed over.
    let other = try shop.read { context, transaction in
      let store = AggregateStore<StockRoot>(
        context, "stock", snapshots: SnapshotRule(every: 3, schema: 2))
      return try await store.load("clock", in: transaction)
    }
    #expect(other.value == StockRoot(stock: 36, events: 8))
  }

  @Test func `a refused command leaves no event`() throws {
    let shop = StockEvents()
    #expect(throws: RPCError.self) { try shop.perform(.reduce(1, order: "7"), "order-7") }
    #expect(try shop.read { try await shop.events.version(of: "clock", in: $1) } == 0)
  }
}

@Suite struct ProjectionTests {
  @Test func `a view lags, says so, and catches up`() throws {
    let shop = StockEvents()
    for number in 1...5 { _ = try shop.perform(.add(1), "fill-\(number)") }
    let lags = try shop.process.run { context in
      let view = shop.view(context)
      var lags = [try await view.lag()]
      _ = try await view.catchUp(limit: 3)
      lags.append(try await view.row("clock").lag)
      _ = try await view.catchUp()
      lags.append(try await view.lag())
      return lags
    }
    #expect(lags == [5, 2, 0])
    let row = try shop.process.run { try await shop.view($0).row("clock") }
    #expect(row.value == 5 && row.position == 5)
  }

  @Test func `a crash while catching up takes no event in twice`() throws {
    let shop = StockEvents()
    for number in 1...5 { _ = try shop.perform(.add(1), "fill-\(number)") }
    for _ in 1...2 {
      shop.process.failpoints.at("projection-before-commit", .crash)
      #expect(throws: (any Error).self) {
        try shop.process.run { _ = try await shop.view($0).catchUp(limit: 2) }
      }
      shop.process.restart()
      try shop.process.run { _ = try await shop.view($0).catchUp(limit: 2) }
    }
    try shop.process.run { while try await shop.view($0).catchUp() > 0 {} }
    #expect(try shop.process.run { try await shop.view($0).row("clock") }.value == 5)
  }

  @Test func `a rebuilt view is the live one`() throws {
    let shop = StockEvents()
    _ = try shop.perform(.add(5), "fill")
    _ = try shop.perform(.add(7), "fill", product: "watch")
    _ = try shop.perform(.reduce(2, order: "7"), "order-7")
    try shop.process.run { _ = try await shop.view($0).catchUp() }
    let rows = Table<Int>("view-stock-levels")
    let live = shop.process.store.committed(rows).map(\.value)
    shop.process.store.preset(rows, "ghost", 99)
    try shop.process.run { try await shop.view($0).rebuild() }
    #expect(shop.process.store.committed(rows).map(\.value) == live)
    #expect(live == [3, 7])
  }
}
