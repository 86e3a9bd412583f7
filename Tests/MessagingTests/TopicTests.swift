import Primitives
import ServiceRuntime
import Testing

@Suite struct TopicTests {
  private let trace = TraceContext(traceHigh: 0xa, traceLow: 0xb, span: 0xc, isSampled: false)

  @Test func `an event comes out of its envelope as it went in`() throws {
    let message = sales.message(Sale(number: 7), id: "m", key: "k", trace: trace)
    #expect(message.type == "sale-made" && message.key == "k")
    #expect(message.payload == #"{"number":7}"#)
    #expect(message.trace == trace)
    #expect(try sales.event(of: message) == Sale(number: 7))
  }

  @Test func `an envelope survives being written down`() throws {
    var message = sales.message(Sale(number: 7), id: "m", trace: trace)
    message[header: "reason"] = "late"
    let text = try JSONCoding.encode(message)
    #expect(try JSONCoding.decode(Message.self, from: text) == message)
  }

  @Test func `another type or a broken content is named, not guessed`() {
    let other = Topic<Sale>("sales", carrying: "sale-undone")
    let message = other.message(Sale(number: 7), id: "m")
    var broken = sales.message(Sale(number: 7), id: "m")
    broken.payload = #"{"number":"seven"}"#
    #expect(throws: UnreadableMessage.self) { try sales.event(of: message) }
    #expect(throws: UnreadableMessage.self) { try sales.event(of: broken) }
  }

  @Test func `a header is replaced and removed by name`() {
    var message = sales.message(Sale(number: 1), id: "m")
    message[header: "a"] = "1"
    message[header: "b"] = "2"
    message[header: "a"] = "3"
    message[header: "b"] = nil
    #expect(message.headers == [Message.Header("a", "3")])
  }

  @Test func `a trace is read as W3C writes it and not otherwise`() {
    let text = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    #expect(TraceContext(traceParent: text)?.traceParent == text)
    let broken = [
      "", "00", String(text.dropLast()), "01" + text.dropFirst(2),
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
      "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
    ]
    for text in broken {
      #expect(TraceContext(traceParent: text) == nil, "\(text)")
    }
  }
}
