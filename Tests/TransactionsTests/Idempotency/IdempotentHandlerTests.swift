import Primitives
import ServiceRuntime
import TestSupport
import Testing

@testable import Transactions

/// A service with a stock of ten, guarded by keys.
private final class StockProcess {
  let process = SmallProcess()
  var rules = IdempotencyRules(whileInProgress: .wait, keepsRefusals: true)
  static let retention = IdempotencyRetention(
    retries: .seconds(60), redelivery: .seconds(30), margin: .seconds(10))

  init(stock: Int = 10) {
    process.store.preset(Stock.table, "clock", stock)
  }

  var stock: Int? { process.store.committed(Stock.table, "clock") }

  func keys(_ context: ServiceContext) -> IdempotencyStore {
    IdempotencyStore(context, retention: Self.retention)
  }

  func handler(_ context: ServiceContext) -> IdempotentHandler {
    IdempotentHandler(context, keys: keys(context), rules: rules)
  }

  func deduct(
    _ key: IdempotencyKey, _ quantity: Int = 1, by handler: IdempotentHandler
  ) async throws -> StockLeft {
    let request = Deduct(product: "clock", quantity: quantity)
    return try await handler.perform(key, request) { try await Stock.deduct(request, in: $0) }
  }

  func deduct(_ key: IdempotencyKey, _ quantity: Int = 1) throws -> StockLeft {
    try process.run { try await self.deduct(key, quantity, by: self.handler($0)) }
  }

  func restore(_ key: IdempotencyKey, _ quantity: Int = 1) throws {
    _ = try process.run { context in
      let request = Restore(product: "clock", quantity: quantity)
      return try await self.handler(context).compensate(key.compensation, request) { transaction in
        let stock = try await transaction.getForUpdate(Stock.table, "clock") ?? 0
        try await transaction.put(Stock.table, "clock", stock + quantity)
      }
    }
  }

  func code(_ body: () throws -> Void) -> RPCError.Code? {
    do {
      try body()
      return nil
    } catch {
      return (error as? RPCError)?.code
    }
  }
}

private let order = IdempotencyKey("deduct", of: "order-7")

@Suite struct IdempotentHandlerTests {
  @Test func `a repetition gets the first reply and has no effect`() throws {
    let shop = StockProcess()
    #expect(try shop.deduct(order) == StockLeft(left: 9))
    _ = try shop.deduct(IdempotencyKey("deduct", of: "order-8"))
    #expect(try shop.deduct(order) == StockLeft(left: 9))
    #expect(shop.stock == 8)
  }

  @Test func `a repetition after a crash gets the first reply`() throws {
    let shop = StockProcess()
    shop.process.failpoints.at("idempotent-effect-committed-before-reply", .crash)
    #expect(throws: (any Error).self) { try shop.deduct(order) }
    shop.process.restart()
    #expect(try shop.deduct(order) == StockLeft(left: 9))
    #expect(shop.stock == 9)
  }

  @Test func `a crash before the commit leaves neither effect nor key`() throws {
    let shop = StockProcess()
    shop.process.failpoints.at("idempotent-effect-before-commit", .crash)
    #expect(throws: (any Error).self) { try shop.deduct(order) }
    shop.process.restart()
    #expect(shop.stock == 10)
    #expect(try shop.deduct(order) == StockLeft(left: 9))
  }

  @Test func `another request under the same key is refused without effect`() throws {
    let shop = StockProcess()
    _ = try shop.deduct(order, 1)
    #expect(shop.code { _ = try shop.deduct(order, 2) } == .invalidArgument)
    #expect(shop.stock == 9)
    #expect(try shop.deduct(order, 1) == StockLeft(left: 9))
  }

  @Test func `a request without a key is refused before any effect`() throws {
    let shop = StockProcess()
    let codes = try shop.process.run { context in
      shop.handler(context).handle(Deduct.self) { try await Stock.deduct($0, in: $1) }
      var codes: [RPCError.Code?] = []
      for key in [nil, "", "nonsense"] {
        let call = TypedCall(
          Deduct(product: "clock", quantity: 1), to: "service", deadline: .never,
          metadata: Metadata(idempotencyKey: key))
        await context.handlers.handler(for: Deduct.method)?.answer(
          call, IncomingCall(call))
        codes.append(call.failure?.code)
      }
      return codes
    }
    #expect(codes == [.invalidArgument, .invalidArgument, .invalidArgument])
    #expect(shop.stock == 10)
  }

  @Test func `two calls with one key at once have one effect and one reply`() throws {
    let shop = StockProcess()
    shop.process.store.latency = .milliseconds(2)
    let replies = try shop.process.run { context in
      let handler = shop.handler(context)
      let body: () async throws -> StockLeft = { try await shop.deduct(order, by: handler) }
      return try await context.concurrently([body, body, body])
    }
    #expect(replies == Array(repeating: StockLeft(left: 9), count: 3))
    #expect(shop.stock == 9)
  }

  @Test func `a second call is told to come back where the rules say so`() throws {
    let shop = StockProcess()
    shop.rules.whileInProgress = .refuse
    shop.process.store.latency = .milliseconds(2)
    let codes = try shop.process.run { context in
      let handler = shop.handler(context)
      let body: () async throws -> RPCError.Code? = {
        do {
          _ = try await shop.deduct(order, by: handler)
          return nil
        } catch let error as RPCError {
          return error.code
        }
      }
      return try await context.concurrently([body, body])
    }
    #expect(codes == [nil, .aborted])
    #expect(shop.stock == 9)
  }

  @Test func `a refusal is given again even when the state has changed, where it is kept`() throws {
    for keeps in [true, false] {
      let shop = StockProcess(stock: 0)
      shop.rules.keepsRefusals = keeps
      #expect(shop.code { _ = try shop.deduct(order) } == .failedPrecondition)
      shop.process.store.preset(Stock.table, "clock", 5)
      let second = shop.code { _ = try shop.deduct(order) }
      #expect(second == (keeps ? .failedPrecondition : nil))
      #expect(shop.stock == (keeps ? 5 : 4))
    }
  }

  @Test func `a failure that may pass is not kept`() throws {
    let shop = StockProcess()
    let request = Deduct(product: "clock", quantity: 1)
    #expect(
      shop.code {
        _ = try shop.process.run { context in
          try await shop.handler(context).perform(order, request) { _ in
            throw RPCError(.unavailable, "not now")
          }
        }
      } == .unavailable)
    #expect(try shop.deduct(order) == StockLeft(left: 9))
  }

  @Test func `a fault while reading the key has no effect`() throws {
    let shop = StockProcess()
    _ = try shop.deduct(order)
    shop.process.store.failNext(.read, .error(StoreError(.inputOutput, "the disk is gone")))
    #expect(throws: StoreError.self) { try shop.deduct(order) }
    #expect(shop.stock == 9)
  }

  @Test func `a commit without answer is settled by the repetition`() throws {
    for failure in [RecordingStore.Failure.unknownButDone, .unknownAndNotDone] {
      let shop = StockProcess()
      shop.process.store.failNext(.commit, failure)
      #expect(throws: StoreError.self) { try shop.deduct(order) }
      #expect(try shop.deduct(order) == StockLeft(left: 9))
      #expect(shop.stock == 9)
    }
  }

  @Test func `a kept reply that cannot be read is an error and not an empty reply`() throws {
    let shop = StockProcess()
    _ = try shop.deduct(order)
    let table = Table<IdempotencyRecord>("idempotency")
    var record = try #require(shop.process.store.committed(table, order.text))
    record.status = .completed(reply: "{}")
    shop.process.store.preset(table, order.text, record)
    #expect(shop.code { _ = try shop.deduct(order) } == .internal)
  }

  @Test func `an undoing takes the effect back once`() throws {
    let shop = StockProcess()
    _ = try shop.deduct(order, 3)
    try shop.restore(order, 3)
    try shop.restore(order, 3)
    #expect(shop.stock == 10)
    // The late second copy of the request has no effect either.
    #expect(try shop.deduct(order, 3) == StockLeft(left: 7))
    #expect(shop.stock == 10)
  }

  @Test func `an undoing that overtakes its request keeps it from taking effect`() throws {
    let shop = StockProcess()
    try shop.restore(order)
    #expect(shop.stock == 10)
    #expect(shop.code { _ = try shop.deduct(order) } == .failedPrecondition)
    #expect(shop.stock == 10)
  }

  @Test func `undoing what was refused does nothing`() throws {
    let shop = StockProcess(stock: 0)
    #expect(shop.code { _ = try shop.deduct(order) } == .failedPrecondition)
    try shop.restore(order)
    #expect(shop.stock == 0)
  }
}

@Suite struct IdempotencyStoreTests {
  private func sweep(
    _ shop: StockProcess, after span: Duration, isLive: @escaping (SagaID) throws -> Bool
  ) throws -> Int {
    try shop.process.run { context in
      try await context.clock.sleep(for: span)
      return try await shop.keys(context).sweep { try isLive($0) }
    }
  }

  @Test func `keys are kept for their life and then dropped`() throws {
    let shop = StockProcess()
    _ = try shop.deduct(order)
    #expect(try sweep(shop, after: .seconds(69)) { _ in false } == 0)
    #expect(try sweep(shop, after: .seconds(1)) { _ in false } == 1)
    #expect(try shop.deduct(order) == StockLeft(left: 8))
  }

  @Test func `the key of a live saga outlives its time`() throws {
    let shop = StockProcess()
    let key = IdempotencyKey(saga: "order-7", step: "reserve")
    _ = try shop.deduct(key)
    #expect(try sweep(shop, after: .seconds(1000)) { $0 == "order-7" } == 0)
    let unreachable = RPCError(.unavailable, "orders does not answer")
    #expect(try sweep(shop, after: .seconds(1000)) { _ in throw unreachable } == 0)
    #expect(try shop.deduct(key) == StockLeft(left: 9))
    #expect(try sweep(shop, after: .seconds(1000)) { _ in false } == 1)
  }

  @Test func `an operation in progress is never dropped`() throws {
    let shop = StockProcess()
    try shop.process.run { context in
      try await context.store.transaction { transaction in
        _ = try await shop.keys(context).claim(order, requestHash: "x", in: transaction)
      }
    }
    #expect(try sweep(shop, after: .seconds(900)) { _ in false } == 0)
  }
}
