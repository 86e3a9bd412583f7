import Engine
import Harness
import Primitives
import ShopSimulation
import Testing
import World

/// A fault that never struck says why.
@Suite struct FaultSilenceTests {
  /// What the first of some planned faults says after one order in 200 milliseconds.
  private func silence(_ faults: String) throws -> String? {
    let text = """
      { "version": 1, "name": "quiet", "services": {
          "orders": { "kind": "Orders" },
          "inventory": { "kind": "Inventory", "seed": { "stock": { "console": 10 } } } },
        "workload": [ { "id": "buy", "from": "client:alice", "do": "place-order",
          "args": { "order": "1001", "product": "console", "quantity": 1 }, "at": "200ms" } ],
        "faults": [\(faults)] }
      """
    let reading = ScenarioReader(vocabulary: ShopSystem.system.vocabulary)
      .read(path: "quiet.jsonc", bytes: Array(text.utf8))
    let document = try #require(reading.document, "\(reading.diagnostics.map(\.message))")
    let record = ScenarioRunner(document, system: ShopSystem.system).run(7)
    let tally = try #require(record.faultTallies.first)
    #expect((tally.strikes == 0) == (tally.silence != nil))
    return tally.silence?.description
  }

  private let crash = #""do": { "crash": true }, "on": "inventory" }"#
  private let drop = #""do": { "drop": true } }"#

  @Test func `what comes after the clients are done says so`() throws {
    let text = try #require(try silence(#"{ "id": "f", "when": { "at": "20s" }, \#(crash)"#))
    #expect(text.hasPrefix("its time is 20.000 s, and after 0.2"), "\(text)")
    #expect(text.hasSuffix(" s nothing strikes any more"), "\(text)")
  }

  @Test func `what waits for something says how often that came`() throws {
    let never = #"{ "message": { "type": "inventory.release" } }"#
    #expect(
      try silence(#"{ "id": "f", "when": \#(never), \#(drop)"#)
        == "what its 'when' waits for never came")
    let third = #"{ "message": { "type": "inventory.deduct", "where": "request", "nth": 3 } }"#
    #expect(
      try silence(#"{ "id": "f", "when": \#(third), \#(drop)"#)
        == "what its 'when' waits for came once, and number 3 is meant")
    let early =
      #"{ "during": "0ms..100ms", "message": { "type": "inventory.deduct", "where": "request" } }"#
    #expect(
      try silence(#"{ "id": "f", "when": \#(early), \#(drop)"#)
        == "what its 'when' waits for came once, never while the rest of it held")
    #expect(
      try silence(
        #"{ "id": "f", "when": { "afterFault": "g" }, \#(crash), "#
          + #"{ "id": "g", "when": { "at": "20s" }, \#(crash)"#)
        == "the fault 'g', after which it comes, did not strike")
    #expect(
      try silence(#"{ "id": "f", "when": { "during": "0ms..100ms" }, \#(drop)"#)
        == "no message came that it could hit")
  }

  @Test func `an occasion that was not taken says why`() throws {
    let seldom =
      #"{ "probability": 0.000001, "message": { "type": "inventory.deduct", "where": "request" } }"#
    #expect(
      try silence(#"{ "id": "f", "when": \#(seldom), \#(drop)"#)
        == "its 'when' held once, and chance took no occasion")
    #expect(
      try silence(
        #"{ "id": "f", "when": { "at": "1ms" }, "do": { "restart": true }, "on": "inventory" }"#)
        == "its 'when' held once, and there was nothing to strike")
    let slow =
      #"{ "delay": "60s", "message": { "type": "inventory.deduct", "where": "request" } }"#
    #expect(
      try silence(#"{ "id": "f", "when": \#(slow), \#(crash)"#)
        == "its 'when' held once, and its delay was too long")
  }

  @Test func `a fault that struck says nothing`() throws {
    #expect(try silence(#"{ "id": "f", "when": { "at": "100ms" }, \#(crash)"#) == nil)
  }
}
