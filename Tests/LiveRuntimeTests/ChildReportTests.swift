import LiveRuntime
import Primitives
import ServiceRuntime
import Testing

@Suite struct ChildReportTests {
  @Test func `reports and words are lines that are read as they were written`() {
    let reports: [ChildReport] = [
      .ready, .up(port: 8080), .reached(point: "after-commit", number: 7),
      .loaded(records: []),
      .committed(changes: [
        RecordChange(table: "a\n", key: "ä \"", value: #"{"b":1}"#),
        RecordChange(table: "a", key: "gone", value: nil),
      ]),
    ]
    for report in reports {
      #expect(!report.line.contains("\n"))
      #expect(ChildReport(line: report.line) == report)
    }
    let words: [ParentWord] = [
      .begin(origin: 1_234_567_890_123), .pass(number: 3), .fail(number: 4, message: "no\nspace"),
    ]
    for word in words {
      #expect(!word.line.contains("\n"))
      #expect(ParentWord(line: word.line) == word)
    }
    #expect(ChildReport(line: "starting up") == nil)
    #expect(ParentWord(line: "") == nil)
  }

  @Test func `a method and its path stand for each other`() {
    for name in ["inventory.deduct", "a/b.c d", "ä.%", "plain"] {
      #expect(RPCWire.method(of: RPCWire.path(of: Method(name))) == Method(name))
    }
    #expect(RPCWire.method(of: "inventory") == nil)
    #expect(RPCWire.method(of: "/a%2") == nil)
  }
}
