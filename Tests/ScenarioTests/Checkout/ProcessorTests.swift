import Harness
import Primitives
import Testing

/// Each fault of the card processor shows where it strikes, and nothing shows where none does.
@Suite struct ProcessorTests {
  private func fault(_ words: String, _ lasting: String = "2500ms") -> String {
    #"{ "id": "f", "when": { "at": "0s" }, "do": { "processor": { \#(words) } }, "for": "\#(lasting)" }"#
  }

  @Test func `a processor that is well charges once and answers at once`() throws {
    let record = try CheckoutRun().run()
    #expect(record.operations.map(\.result) == [.succeeded("order 1 paid")])
    let ended = try #require(record.operations[0].ended)
    #expect(ended - record.operations[0].invoked < .seconds(1))
    #expect(record.firstViolation == nil)
  }

  @Test func `a processor that declines is asked once and the order is cancelled`() throws {
    let record = try CheckoutRun(faults: fault(#""decline": true"#)).run()
    guard case .succeeded(let answer)? = record.operations.first?.result else {
      Issue.record("the customer was not answered")
      return
    }
    #expect(answer.contains("cancelled"))
    #expect(answer.contains("do-not-honor"))
    #expect(record.firstViolation == nil)
    #expect(record.faultCounts.map(\.count) == [1])
  }

  @Test func `a processor that charges and is mute is asked again and charges once`() throws {
    let record = try CheckoutRun(faults: fault(#""timeout-after-charge": true"#)).run()
    #expect(record.operations.map(\.result) == [.succeeded("order 1 paid")])
    let ended = try #require(record.operations[0].ended)
    #expect(ended - record.operations[0].invoked > .seconds(2))
    #expect(record.firstViolation == nil)
  }

  @Test func `a slow processor makes the customer wait`() throws {
    let record = try CheckoutRun(faults: fault(#""slow": "1500ms""#, "20s")).run()
    #expect(record.operations.map(\.result) == [.succeeded("order 1 paid")])
    let ended = try #require(record.operations[0].ended)
    #expect(ended - record.operations[0].invoked > .seconds(3))
    #expect(record.firstViolation == nil)
  }

  @Test func `a processor that is away charges nobody`() throws {
    let record = try CheckoutRun(faults: fault(#""down": true"#, "60s")).run()
    #expect(record.operations.map(\.result) == [.succeeded("order 1 reserved")])
    #expect(record.firstViolation == nil)
  }

  @Test func `a processor that answers twice is believed once, unless nobody counts`() throws {
    let twice = fault(#""duplicate-answer": true"#, "20s")
    #expect(try CheckoutRun(faults: twice).broken().isEmpty)
    #expect(
      try CheckoutRun(payments: #""settlements": "each""#, faults: twice).broken()
        == ["bookings-count-once"])
    #expect(try CheckoutRun(payments: #""settlements": "each""#).broken().isEmpty)
  }

  @Test func `what was charged and could not be written down is undone all the same`() throws {
    let full = """
      { "id": "f", "when": { "failpoint": { "service": "payments",
        "name": "after-processor-before-record", "nth": 1 } },
        "do": { "disk": { "full": true } }, "on": "payments", "for": "6s" }
      """
    let record = try CheckoutRun(faults: full).run()
    #expect(record.faultCounts.map(\.count) == [1])
    #expect(record.firstViolation == nil)
    let answers = record.operations.map { "\($0.result)" }
    #expect(answers.allSatisfy { !$0.contains("order 1 paid") }, "\(answers)")
  }

  /// A shopkeeper's refund whose answer payments does not write down for a while.
  private func refund(at time: String, heldUp nth: Int) -> (command: String, fault: String) {
    (
      """
      , { "id": "refund", "from": "client:shopkeeper", "do": "refund",
        "args": { "order": "1", "refund": "goodwill", "amount": 40000 },
        "at": "\(time)", "deadline": "60s" }
      """,
      """
      { "id": "held-up", "when": { "failpoint": { "service": "payments",
        "name": "after-processor-before-record", "nth": \(nth) } }, "do": { "delay": "3s" } }
      """
    )
  }

  @Test func `what was taken stays taken while a part of it goes back`() throws {
    let refund = refund(at: "500ms", heldUp: 3)
    let lost = """
      { "id": "lost", "when": { "failpoint": { "service": "payments",
        "name": "after-processor-before-record", "nth": 2 } }, "do": { "fail": true } }
      """
    let record = try CheckoutRun(faults: "\(lost), \(refund.fault)", also: refund.command).run()
    #expect(record.faultCounts.map(\.count) == [1, 1])
    #expect(
      record.operations.map(\.result)
        == [.succeeded("order 1 paid"), .succeeded("400.00 USD of order 1 went back")])
    #expect(record.firstViolation == nil)
  }

  @Test func `an order is called off while a part of its price goes back`() throws {
    let refund = refund(at: "2s", heldUp: 3)
    let off = """
      , { "id": "off", "from": "client:alice", "do": "cancel-order", "args": { "order": "1" },
        "at": "3s", "deadline": "60s" }
      """
    let record = try CheckoutRun(
      checkout: #""cancelling": "saga""#, faults: refund.fault, also: refund.command + off
    ).run()
    #expect(record.faultCounts.map(\.count) == [1])
    let answers = record.operations.map { "\($0.result)" }
    #expect(answers.last?.contains("cancelled") == true, "\(answers)")
    #expect(record.firstViolation == nil)
  }

  @Test func `who asks again since the bank was away has not repeated the refusal that follows`()
    throws
  {
    let declines = """
      { "id": "f", "when": { "at": "300ms" }, "do": { "processor": { "decline": true } },
        "for": "10s" }
      """
    let order = #""order": "1", "items": "console", "card": "card-whose-bank-is-away""#
    let record = try CheckoutRun(order: order, faults: declines).run()
    #expect(record.faultCounts.map(\.count) == [1])
    #expect(record.firstViolation == nil)
    guard case .succeeded(let answer)? = record.operations.first?.result else {
      Issue.record("the customer was not answered")
      return
    }
    #expect(answer.contains("do-not-honor"), "\(answer)")
  }

  @Test func `a card pays or does not as its token says`() throws {
    let reasons = [
      ("card-without-money", "insufficient-funds"), ("card-expired", "expired-card"),
      ("card-stolen", "suspected-fraud"),
    ]
    for (card, reason) in reasons {
      let run = CheckoutRun(order: #""order": "1", "items": "console", "card": "\#(card)""#)
      guard case .succeeded(let answer)? = try run.answer() else {
        Issue.record("the customer was not answered")
        continue
      }
      #expect(answer.hasPrefix("order 1 cancelled"))
      #expect(answer.hasSuffix(reason))
      #expect(try run.broken().isEmpty)
    }
    let away = CheckoutRun(
      order: #""order": "1", "items": "console", "card": "card-whose-bank-is-away""#)
    #expect(try away.answer() == .succeeded("order 1 paid"))
  }
}
