import Primitives
import Testing

@testable import Transactions

@Suite struct IdempotencyKeyTests {
  @Test func `equal operations have equal keys and others have others`() {
    let keys = [
      IdempotencyKey("deduct", of: "order-7"), IdempotencyKey("charge", of: "order-7"),
      IdempotencyKey("deduct", of: "order-8"), IdempotencyKey("deduct", of: "order", "7"),
      IdempotencyKey("deduct", of: "order:7"), IdempotencyKey("deduct", of: "order%3A7"),
      IdempotencyKey(saga: "order-7", step: "deduct"), IdempotencyKey(saga: "order-7", step: "pay"),
      IdempotencyKey(saga: "order-7", step: "pay").part("line-1"),
    ]
    let all = keys + keys.map(\.compensation)
    #expect(Set(all.map(\.text)).count == all.count)
    #expect(IdempotencyKey("deduct", of: "order-7") == keys[0])
  }

  @Test func `a key is read back from its text`() {
    for key in [
      IdempotencyKey("deduct", of: "order:7", "100%"),
      IdempotencyKey(saga: "a:b", step: "reserve"),
      IdempotencyKey(saga: "a:b", step: "reserve").compensation,
    ] {
      #expect(IdempotencyKey(text: key.text) == key)
    }
  }

  @Test func `a compensation's key leads back to the operation's`() {
    let key = IdempotencyKey(saga: "order-7", step: "reserve").part("line-1")
    #expect(key.compensation.text == "saga:order-7:compensate:reserve:line-1")
    #expect(key.compensation.compensated == key)
    #expect(key.compensated == nil)
    #expect(key.compensation.compensation == key.compensation)
    let plain = IdempotencyKey("charge", of: "order-7")
    #expect(plain.compensation.compensated == plain)
    #expect(plain.compensation.saga == nil)
    #expect(key.compensation.saga == "order-7")
  }

  @Test func `what is no key is refused`() {
    for text in [nil, "", ":", "a", "a:", ":a", "saga::reserve"] {
      #expect(IdempotencyKey(text: text) == nil, "\(text ?? "nothing")")
    }
  }
}
