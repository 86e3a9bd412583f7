import Primitives
import ServiceRuntime
import TestSupport
import Testing

@testable import Transactions

/// A service that has a card processor charge, which recognises keys.
private final class ChargeProcess {
  let process = SmallProcess()
  static let payments = Table<Int>("payments")
  var charges: [String] = []
  var calls = 0
  var failure: RPCError?
  private let key = IdempotencyKey("charge", of: "order-7")

  func charge() throws -> StockLeft {
    try process.run { context in
      let keys = IdempotencyStore(
        context,
        retention: .init(
          retries: .seconds(60), redelivery: .zero, margin: .seconds(1)))
      let handler = IdempotentHandler(
        context, keys: keys, rules: .init(whileInProgress: .wait, keepsRefusals: true))
      let request = Deduct(product: "card", quantity: 100)
      return try await handler.performOutside(self.key, request) { key in
        self.calls += 1
        if let failure = self.failure, failure.certainty == .definite { throw failure }
        if !self.charges.contains(key.text) { self.charges.append(key.text) }
        if let failure = self.failure { throw failure }
        return 100
      } record: { amount, transaction in
        try await transaction.put(Self.payments, "order-7", amount)
        return StockLeft(left: amount)
      }
    }
  }

  var recorded: Int? { process.store.committed(Self.payments, "order-7") }
}

@Suite struct OutsideEffectTests {
  @Test func `a crash at any point charges once and records it`() throws {
    let points: [FailpointName] = [
      "idempotent-intent-durable-before-effect", "idempotent-effect-done-before-record",
    ]
    for point in points {
      let shop = ChargeProcess()
      shop.process.failpoints.at(point, .crash)
      #expect(throws: (any Error).self) { try shop.charge() }
      shop.process.restart()
      shop.process.failpoints.at(point, .crash)
      #expect(throws: (any Error).self) { try shop.charge() }
      shop.process.restart()
      #expect(try shop.charge() == StockLeft(left: 100))
      #expect(try shop.charge() == StockLeft(left: 100))
      #expect(shop.charges.count == 1)
      #expect(shop.recorded == 100)
    }
  }

  @Test func `an unknown outcome keeps the intent and is asked for again`() throws {
    let shop = ChargeProcess()
    shop.failure = RPCError(.deadlineExceeded, "no answer")
    #expect(throws: RPCError.self) { try shop.charge() }
    #expect(shop.recorded == nil)
    shop.failure = nil
    #expect(try shop.charge() == StockLeft(left: 100))
    #expect(shop.charges.count == 1)
    #expect(shop.calls == 2)
  }

  @Test func `a declined card stays declined and a busy processor does not`() throws {
    let shop = ChargeProcess()
    shop.failure = RPCError(.unavailable, "busy")
    #expect(throws: RPCError.self) { try shop.charge() }
    shop.failure = RPCError(.failedPrecondition, "declined")
    #expect(throws: RPCError.self) { try shop.charge() }
    shop.failure = nil
    #expect(throws: RPCError.self) { try shop.charge() }
    #expect(shop.charges.isEmpty && shop.recorded == nil)
    #expect(shop.calls == 2)
  }
}
