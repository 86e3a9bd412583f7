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
