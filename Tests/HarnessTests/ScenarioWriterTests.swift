import Engine
import Harness
import Primitives
import Testing

@Suite struct ScenarioWriterTests {
  /// A scenario that uses most of the language, in its short and its long forms.
  static let full = """
    {
      $schema: "s.json", version: 1, name: "full", title: "A title with ${what}", description: "d",
      tags: ["a"], owner: "us", links: ["x"], app: "shop", "x-note": { free: 1 },
      params: { what: { default: "all", description: "w" } },
      services: {
        orders: { kind: "OrderSaga", replicas: 2, zone: "a", version: "1", concurrency: 4, queue: 10,
          versions: { "2": { config: { debitTimeout: "1s" } } },
          cpu: "1ms", handlers: { PlaceOrder: "2ms..3ms" }, startup: "1s", restart: "never",
          config: { list: [1, "two", { three: true }], plain: "$${what}" } },
        wallet: { kind: "Wallet", zone: "b", seed: { accounts: { alice: 100 } },
          versions: { "2": {} },
          queue: { limit: 5, overflow: "dropOldest" },
          restart: { policy: "backoff", delay: "100ms", longest: "5s" },
          disk: { write: "1us", commit: "1ms", fsync: "1ms..6ms", loseUnsyncedOnCrash: false,
            tornWrites: true, lyingFsync: true, ioErrors: 0.001, corruption: "1/3", capacity: "64MiB" },
          store: { isolation: "read-committed", lockTimeout: "2s", connections: 3, shared: false,
            replica: { lag: "1s" } },
          clock: { offset: "-5ms", drift: "200ppm", steps: [{ at: "1s", by: "-2s" }] } },
      },
      network: {
        default: { latency: { perSeed: ["1ms..5ms", "1s"] }, loss: "1%" },
        links: [{ id: "l", path: "orders<->wallet", bandwidth: "1MB/s", duplicate: 0.5, reorder: 1,
          tail: { probability: "1%", latency: "1s" }, corrupt: { probability: 0.1, detected: false } },
          { bandwidth: { rate: "5KB/s", queue: "1MB" }, latency: { dist: "pareto", min: "1ms", p99: "9ms" } }],
        zones: [{ from: "a", to: "b", latency: "30ms" }], unreachable: "hang",
      },
      workload: [
        { id: "one", from: "client:alice", do: "place-order", args: { amount: 1 }, at: "1s",
          deadline: "2s", retry: 3 },
        { id: "many", do: "place-order", rate: "50/s", count: 40, for: "20s",
          keys: { dist: "hotspot", count: 5, hot: "80%" } },
        { id: "loop", do: "place-order", users: 3, think: "1s", retry: { attempts: 2, delay: "1s", factor: 1 } },
        { id: "beat", do: "place-order", every: "1s..2s" },
      ],
      phases: [{ name: "calm", for: "5s", workload: [{ id: "p", do: "place-order" }],
        faults: [{ id: "pf", when: { at: "1s" }, do: { heal: true } }] }],
      faults: [FAULTS],
      chaos: { kinds: ["drop", "lose-reply"], intensity: "brutal", budget: 3, quietAfter: "20s",
        guarantee: "scorched", on: ["orders", "wallet"] },
      properties: [
        { id: "unique", kind: "unique", of: "wallet.debits", by: "order", where: "a", severity: "warning" },
        { id: "money", kind: "conserved", of: ["a", "b"], initial: 5, after: "2s",
          when: "quiescent" },
        { id: "one-copy", kind: "linearizable", model: "bank", initial: { a: 1 } },
        { id: "order", kind: "serializable", level: "snapshot-isolation" },
        { id: "quick", kind: "latency", percentile: "95%", within: "1s" },
        { id: "calm", kind: "amplification", of: "wallet", atMost: 1.5 },
        { id: "up", kind: "availability", fault: "f0", atLeast: "90%" },
        { id: "fresh", kind: "staleness", of: ["a.b", "c.d"], expr: "x", within: "1s" }],
      settle: { heal: false, for: "1s", until: "time", core: ["wallet", "orders/1"],
        majority: true },
      limits: { time: "40s", events: 5, queue: 6, wall: "7s", memory: "8MB" },
      search: { seeds: "0x2A,1..9,random", strategy: "pct", budget: 3, stopAfter: 1, shrink: false },
      record: { level: "full", redact: ["card"] },
      expect: { verdict: "sometimes-violated", property: "money", seed: 7, digest: "00ff" },
    }
    """

  static let actions = [
    "{ drop: true }", "{ delay: '1s..2s' }", "{ duplicate: true }",
    "{ duplicate: { copies: 2, after: '1s' } }", "{ reorder: '5ms' }", "{ corrupt: true }",
    "{ corrupt: { detected: false } }", "{ refuse: true }", "{ hang: true }",
    "{ 'lose-reply': true }", "{ partition: true }",
    "{ partition: { shape: 'halves', between: ['orders', 'wallet'], oneWay: true } }",
    "{ heal: true }", "{ clog: { latency: '2s', bandwidth: '1KB/s' } }", "{ hold: true }",
    "{ release: true }", "{ crash: { wipeDisk: true } }", "{ crash: true }", "{ restart: true }",
    "{ stop: { grace: '1s' } }", "{ pause: true }", "{ resume: true }", "{ slow: 10 }",
    "{ skew: { jump: '-5s', drift: '5ppm', offset: '1s', strobe: { by: '1s', every: '2s' } } }",
    "{ replace: { version: '2', batch: 2, pause: '3s' } }", "{ disk: { stall: '1s' } }",
    "{ disk: { error: 0.5 } }", "{ disk: { full: true } }", "{ disk: { lie: true } }",
    "{ disk: { torn: true } }", "{ disk: { wipe: true } }", "{ store: { failover: '1s' } }",
    "{ store: { lag: '1s' } }", "{ store: { backup: true } }", "{ store: { restore: true } }",
    "{ broker: { stall: '1s' } }", "{ broker: { lose: 0.1 } }", "{ broker: { duplicate: 0.1 } }",
    "{ broker: { delay: '1s' } }", "{ broker: { reorder: true } }",
    "{ broker: { redeliver: true } }", "{ processor: { decline: true } }",
    "{ processor: { 'timeout-after-charge': true } }",
    "{ processor: { 'duplicate-answer': true } }",
    "{ processor: { slow: '1s' } }", "{ processor: { down: true } }",
  ]

  static let triggers = [
    "{ at: '1s', every: '2s', during: '3s..4s', probability: 0.5, budget: 2, delay: '1ms' }",
    "{ during: ['3s', '4s'] }",
    "{ message: { path: 'wallet->orders', type: 'DebitReply', nth: 1, where: 'reply' } }",
    "{ event: { kind: 'crash', service: 'wallet', nth: 2 } }", "{ afterFault: 'f0' }",
  ]

  static func text() -> String {
    var faults = actions.enumerated().map { "{ id: 'f\($0)', when: { at: '1s' }, do: \($1) }" }
    faults += triggers.enumerated().map {
      "{ id: 't\($0)', when: \($1), do: { heal: true }, on: ['wallet', 'orders/1'], for: '1s..2s', "
        + "heal: 'never' }"
    }
    faults.append(
      "{ id: 'x', when: { failpoint: { service: 'wallet', name: 'p', nth: 3 } }, "
        + "do: { fail: { message: 'no' } }, on: 'wallet' }")
    let parts = full.split(separator: "FAULTS", omittingEmptySubsequences: false)
    return parts.joined(separator: faults.joined(separator: ",\n"))
  }

  @Test func `what is written reads back as the same scenario`() throws {
    let first = reading(ScenarioWriterTests.text())
    #expect(DiagnosticText.text(first.diagnostics) == "")
    let scenario = try #require(first.scenario)
    let written = ScenarioWriter.text(scenario)
    let second = reading(written)
    #expect(DiagnosticText.text(second.diagnostics) == "")
    #expect(second.scenario == scenario)
    #expect(second.scenario.map(ScenarioWriter.text) == written)
    #expect(scenario.faults.count == ScenarioWriterTests.actions.count + 6)
  }

  @Test func `every action has the name it is written with`() throws {
    let scenario = try #require(reading(ScenarioWriterTests.text()).scenario)
    for (fault, text) in zip(scenario.faults, ScenarioWriterTests.actions) {
      #expect(text.contains(fault.action.name) && !fault.action.name.isEmpty)
    }
  }

  @Test func `a choice whose first alternative is the default is kept`() throws {
    let text = "{ version: 1, name: 'a', settle: { heal: { perSeed: [true, false] } } }"
    let scenario = try #require(reading(text).scenario)
    let again = try #require(reading(ScenarioWriter.text(scenario)).scenario)
    #expect(again == scenario)
    #expect(again.choices.count == 1)
  }

  @Test func `a choice inside a list of one item and inside a long form is kept`() throws {
    let text = """
      { version: 1, name: "a",
        services: { w: { kind: "W", restart: { delay: { perSeed: ["1s", "2s"] } } } },
        faults: [{ id: "f", when: { at: "1s" }, do: { crash: { wipeDisk: { perSeed: [false, true] } } },
          on: [{ perSeed: ["w", "w/1"] }] }] }
      """
    let document = try #require(reading(text).document)
    let again = try #require(reading(ScenarioWriter.text(document.scenario)).scenario)
    #expect(again == document.scenario)
    #expect(again.choices.count == 3)
    #expect(document.variant { _ in 1 }.faults.first?.on.map(\.text) == ["w/1"])
  }

  @Test func `the canonical form leaves out what holds anyway`() throws {
    let text = """
      { version: 1, name: "small", limits: { time: "60s" }, services: { w: { kind: "W", replicas: 1 } } }
      """
    let scenario = try #require(reading(text).scenario)
    #expect(
      ScenarioWriter.text(scenario) == """
        {
          "version": 1,
          "name": "small",
          "services": { "w": { "kind": "W" } },
        }

        """)
  }

  @Test func `a scenario made by code can be written and read`() throws {
    var scenario = Scenario()
    scenario.name = "made"
    var wallet = ScenarioService()
    wallet.kind = "Wallet"
    scenario.services["wallet"] = wallet
    var fault = ScenarioFault()
    fault.id = "cut"
    fault.when.at = .constant(.seconds(5))
    fault.action = .partition(PartitionFault())
    scenario.faults = [fault]
    #expect(reading(ScenarioWriter.text(scenario)).scenario == scenario)
  }

  @Test func `parts know where they were read`() throws {
    let scenario = try #require(
      reading("{ version: 1,\n faults: [\n { id: 'a', when: { at: '1s' }, do: { heal: true } }] }")
        .scenario)
    let origin = try #require(scenario.faults.first?.origin)
    #expect(origin.place?.description == "a.jsonc:3:2")
    #expect(origin.place("when", "at")?.description == "a.jsonc:3:25")
    #expect(origin.place("for")?.description == "a.jsonc:3:2")
  }
}
