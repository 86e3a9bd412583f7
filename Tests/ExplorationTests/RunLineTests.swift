import Engine
import Exploration
import Harness
import Primitives
import Testing

@Suite struct RunLineTests {
  private func line(of result: RunResult) -> [UInt8] {
    var bytes: [UInt8] = []
    RunLine.append(result, to: &bytes)
    return bytes
  }

  private func plain() -> RunResult {
    var result = RunResult(position: 12, seed: 13)
    result.digest = DigestWords(high: 0x00ff, low: .max)
    result.events = 43
    result.messages = 10
    result.laws = [.held, .violated, .undecided, .unseen]
    result.struck = [true, false]
    return result
  }

  @Test func `an uneventful run is one short line`() {
    let text = String(decoding: line(of: plain()), as: UTF8.self)
    #expect(
      text == """
        {"n":12,"seed":"13","digest":"00000000000000ffffffffffffffffff","events":43,\
        "messages":10,"laws":"hvun","struck":"10"}

        """)
  }

  @Test func `a line reads back as the result it was made of`() {
    var eventful = plain()
    eventful.doubt = "the \"limit\"\nwas reached"
    eventful.drawn = "{ \"policy\": \"random\" }"
    eventful.failure = RunFailure(
      FailureSignature(property: "p", place: "inventory", event: "commit", fault: "crash"),
      when: Instant(nanoseconds: 1_284_000_000), location: "inventory-1", expected: "10 → 9",
      seen: "8")
    var crashed = RunResult(position: .max, seed: Seed(.max), crash: RunCrash(.trap, "Fatal"))
    crashed.laws = []
    for result in [plain(), eventful, crashed, RunResult(position: 0, seed: 0)] {
      #expect(RunLine.result(line(of: result).dropLast()) == result)
    }
  }

  @Test func `a line that lost or gained a byte is refused`() {
    var result = plain()
    let short = line(of: result).dropLast()
    result.doubt = "why"
    for whole in [short, line(of: result).dropLast()] {
      for position in whole.indices {
        var bytes = Array(whole)
        bytes.remove(at: position)
        let read = RunLine.result(bytes)
        // A digit less is another number; what it is not is the same result.
        #expect(read != RunLine.result(whole) || read == nil, "byte \(position)")
      }
      #expect(RunLine.result(Array(whole) + [0x7D]) == nil)
      #expect(RunLine.result(whole.prefix(40)) == nil)
    }
    #expect(RunLine.result([]) == nil)
  }
}
