import Engine
import Harness
import Primitives
import Testing

@Suite struct ScenarioExampleTests {
  let hazard = """
    {
      "$schema": "../../schema/scenario.v1.json",
      "version": 1,
      "name": "double-deduction",
      "title": "A lost reply makes the order saga take the money twice",
      "params": { "idempotency": { "type": "string", "default": "off", "values": ["off", "key"] } },
      "services": {
        "orders": { "kind": "OrderSaga", "replicas": 2,
                    "config": { "debitTimeout": "250ms", "maxAttempts": 3 } },
        "wallet": { "kind": "Wallet",
                    "config": { "idempotency": "${idempotency}" },
                    "seed":   { "accounts": { "alice": 100 } },
                    "disk":   { "fsync": "1ms..6ms", "loseUnsyncedOnCrash": true } },
      },
      "network": {
        "default": { "latency": "1ms..8ms" },
        "links": [
          { "path": "orders<->wallet",
            "latency": { "dist": "lognormal", "p50": "4ms", "p99": "60ms" } },
        ],
      },
      "workload": [
        { "id": "buy", "from": "client:alice", "do": "place-order", "args": { "amount": 30 },
          "at": "1s" },
      ],
      "faults": [
        // The whole mistake in one line: the work is done, the caller never hears of it.
        { "id": "drop-debit-reply",
          "when": { "message": { "path": "wallet->orders", "type": "DebitReply", "nth": 1 } },
          "do":   { "drop": true } },
      ],
      "properties": [
        { "id": "debited-once", "kind": "unique", "of": "wallet.debits", "by": "order" },
        { "id": "money-is-conserved" },
        { "id": "saga-ends", "kind": "sagaComplete", "within": "10s" },
      ],
      "settle": { "heal": true, "for": "10s" },
      "limits": { "time": "30s", "events": 100000 },
      "search": { "seeds": "1..200", "stopAfter": 1, "shrink": true },
      "expect": { "verdict": "violated", "property": "debited-once" },
    }
    """

  @Test func `a whole hazard is read without a word`() throws {
    let result = reading(hazard, vocabulary: smallShop)
    #expect(DiagnosticText.text(result.diagnostics) == "")
    let scenario = try #require(result.scenario)
    #expect(scenario.services.keys == ["orders", "wallet"])
    #expect(
      scenario.network.links.first?.latency
        == .logNormal(p50: .milliseconds(4), p99: .milliseconds(60)))
    let fault = try #require(scenario.faults.first)
    #expect(
      fault.when.message?.path
        == .link(from: .service("wallet"), to: .service("orders"), bothWays: false))
    #expect(fault.action == .drop)
    #expect(scenario.search.seeds.count == 200)
    #expect(scenario.expect.verdict == .violated)
  }

  @Test func `its remedy and its hunt extend it`() throws {
    let files = ["h/hazard.jsonc": hazard]
    let remedy = """
      { "version": 1, "extends": "hazard.jsonc", "params": { "idempotency": { "default": "key" } },
        "expect": { "verdict": "holds", "property": null } }
      """
    let fixed = reading(remedy, path: "h/key.jsonc", files: files, vocabulary: smallShop)
    #expect(DiagnosticText.text(fixed.diagnostics) == "")
    #expect(fixed.scenario?.name == "key")
    #expect(fixed.scenario?.services["wallet"]?.config["idempotency"]?.text == "key")
    let hunt = """
      { "version": 1, "extends": "hazard.jsonc", "faults": [],
        "chaos": { "kinds": ["drop", "delay", "crash"], "intensity": "rough" } }
      """
    let hunted = reading(hunt, path: "h/hunt.jsonc", files: files, vocabulary: smallShop)
    #expect(DiagnosticText.text(hunted.diagnostics) == "")
    #expect(hunted.scenario?.chaos?.kinds == [.drop, .delay, .crash])
    #expect(hunted.scenario?.faults.isEmpty == true)
  }
}
