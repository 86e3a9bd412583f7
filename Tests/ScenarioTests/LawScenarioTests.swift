import Checking
import Engine
import Harness
import Primitives
import ShopSimulation
import Testing

/// Laws that scenario files state: each kind is seen holding and seen broken.
@Suite struct LawScenarioTests {
  private static let files = Project.scenarios.filter { $0.hasPrefix("Scenarios/Laws/") }

  private func record(_ text: String, _ seed: Seed = 7) throws -> RunRecord {
    let reading = ScenarioReader(vocabulary: ShopSystem.system.vocabulary)
      .read(path: "law.jsonc", bytes: Array(text.utf8))
    let document = try #require(reading.document, "\(reading.diagnostics.map(\.message))")
    return ScenarioRunner(document, system: ShopSystem.system).run(seed)
  }

  private func evidence(_ path: String) throws -> Evidence {
    var options = ScenarioRunner.Options()
    options.level = .full
    let record = try Project.runner("Scenarios/Laws/\(path).jsonc").run(3, options)
    return try #require(record.firstViolation?.verdict.evidence, "\(path)")
  }

  @Test func `every kind of law holds in one file and is broken in another`() throws {
    var holding: Set<ScenarioProperty.Kind> = []
    var broken: Set<ScenarioProperty.Kind> = []
    for path in LawScenarioTests.files {
      let scenario = try #require(try Project.reading(path).scenario)
      for property in scenario.properties {
        guard let kind = property.kind else { continue }
        if scenario.expect.verdict == .holds { holding.insert(kind) }
        if scenario.expect.property == property.id { broken.insert(kind) }
      }
    }
    for kind in ScenarioProperty.Kind.allCases {
      #expect(holding.contains(kind) && broken.contains(kind), "\(kind)")
    }
  }

  @Test func `every law about figures leaves its points in the record of the run`() throws {
    for kind in ["latency", "errorRate", "amplification", "recovery", "availability", "staleness"] {
      let record = try Project.runner("Scenarios/Laws/\(kind)/holds.jsonc").run(3)
      let report = try #require(record.reports.first, "\(kind)")
      #expect(report.form == kind)
      #expect(report.plots.first?.values.isEmpty == false, "\(kind)")
    }
  }

  @Test func `evidence of a history says what cannot follow and points at events`() throws {
    let seen = try evidence("linearizable/cas-register-violated")
    #expect(seen.because.first == "this is about 'a'")
    #expect(seen.events.count > 1)
    let lost = try evidence("serializable/violated")
    #expect(lost.expected.contains("strict-serializable"))
    #expect(lost.because.contains { $0.hasPrefix("T") })
  }

  @Test func `an answer that was cut off for good is no deadlock`() throws {
    let text = """
      {
        "version": 1, "name": "cut", "settle": { "for": "10s" }, "limits": { "time": "10s" },
        "services": {
          "left": { "kind": "Knot", "config": { "other": "right", "manner": "waits" } },
          "right": { "kind": "Knot", "config": { "other": "left", "manner": "alone" } }
        },
        "workload": [
          { "id": "pull", "from": "client:alice", "do": "pull", "args": { "depth": 1, "at": "left" } }
        ],
        "faults": [
          { "id": "split", "when": { "at": "1ms" },
            "do": { "partition": { "between": ["left", "right"] } } }
        ],
        "properties": [{ "id": "goes-on", "kind": "noDeadlock", "within": "5s" }]
      }
      """
    let evidence = try #require(try record(text).firstViolation?.verdict.evidence)
    #expect(evidence.seen.hasPrefix("no end in sight for "), "\(evidence.seen)")
    #expect(evidence.because.contains { $0.contains(", which nobody will bring, since ") })
  }

  @Test func `copies are compared where there are some and names tell them apart`() throws {
    func reason(_ law: String) throws -> String? {
      let text = """
        {
          "version": 1, "name": "copies",
          "services": {
            "cabinet": { "kind": "Cabinet", "config": { "mistake": "none" },
              "seed": { "numbers": { "a": 1, "b": 1 } } },
            "mirror": { "kind": "Mirror", "config": { "every": "200ms", "keepsFirst": false } }
          },
          "properties": [
            { "id": "same", "kind": "convergence", "of": ["cabinet.slots", "mirror.copies"], \(law) }
          ]
        }
        """
      let report = try #require(try record(text).reports.first)
      guard case .undecided(let reason) = report.verdict else { return nil }
      return reason
    }
    #expect(try reason(#""by": "key""#) == nil)
    #expect(try reason(#""where": "key == 'z'""#)?.contains("the law speaks of") == true)
    let twins = "cabinet.slots on cabinet-1 has two entries whose 'value' is "
    #expect(try reason(#""by": "value""#)?.contains(twins) == true)
  }

  @Test func `a deadlock is told from a livelock`() throws {
    #expect(try evidence("noDeadlock/violated").seen.hasPrefix("deadlock of "))
    #expect(try evidence("noDeadlock/livelock").seen.hasPrefix("livelock with a period of "))
  }

  @Test func `a wait that a fault outside the core excuses is no violation`() throws {
    let record = try record(
      """
      { "version": 1, "name": "excuse",
        "services": {
          "left": { "kind": "Knot", "config": { "other": "right" } },
          "right": { "kind": "Knot", "config": { "other": "left", "manner": "alone" } } },
        "workload": [{ "id": "pull", "from": "client:alice", "do": "pull",
          "args": { "at": "left" }, "at": "10ms" }],
        "faults": [{ "id": "frozen", "when": { "at": "30ms" }, "do": { "pause": true },
          "on": "right" }],
        "settle": { "for": "8s", "core": "left" }, "limits": { "time": "5s" },
        "properties": [{ "id": "goes-on", "kind": "noDeadlock", "within": "3s" }] }
      """)
    let report = try #require(record.reports.first)
    guard case .undecided(let reason) = report.verdict else {
      Issue.record("\(report.verdict)")
      return
    }
    #expect(reason.contains("the wait has an excuse") && reason.contains("'frozen'"), "\(reason)")
  }

  @Test func `a majority is chosen by the seed, healed, and nobody else`() throws {
    var excused = 0
    var chosen: Set<String> = []
    for seed in 1...12 as ClosedRange<UInt64> {
      let record = try record(
        """
        { "version": 1, "name": "chosen",
          "services": {
            "left": { "kind": "Knot", "config": { "other": "right" } },
            "right": { "kind": "Knot", "config": { "other": "left", "manner": "alone" },
              "replicas": 3 } },
          "workload": [{ "id": "pull", "from": "client:alice", "do": "pull",
            "args": { "at": "left" }, "at": "10ms" }],
          "faults": [{ "id": "frozen", "when": { "at": "5ms" }, "do": { "pause": true },
            "on": "right/1" }],
          "settle": { "for": "8s", "majority": true }, "limits": { "time": "5s" },
          "properties": [{ "id": "goes-on", "kind": "noDeadlock", "within": "3s" }] }
        """, Seed(seed))
      let core = try #require(record.drawn.first { $0.subject == "settle.core" }).value
      #expect(core.hasPrefix("left/1, right/") && core.split(separator: ",").count == 3)
      chosen.insert(core)
      #expect(!record.verdict.isViolated, "\(core): \(record.verdict)")
      if case .undecided(let reason)? = record.reports.first?.verdict {
        excused += 1
        #expect(!core.contains("right/1") && reason.contains("'frozen'"), "\(core): \(reason)")
      }
    }
    #expect(chosen.count == 3 && excused > 0)
  }

  @Test func `what the healthy core heals ends in time`() throws {
    let record = try record(
      """
      { "version": 1, "name": "healed",
        "services": {
          "left": { "kind": "Knot", "config": { "other": "right" } },
          "right": { "kind": "Knot", "config": { "other": "left", "manner": "alone" } } },
        "workload": [{ "id": "pull", "from": "client:alice", "do": "pull",
          "args": { "at": "left" }, "at": "10ms" }],
        "faults": [{ "id": "frozen", "when": { "at": "30ms" }, "do": { "pause": true },
          "on": "right" }],
        "settle": { "for": "8s" }, "limits": { "time": "5s" },
        "properties": [{ "id": "goes-on", "kind": "noDeadlock", "within": "3s" }] }
      """)
    #expect(record.verdict.isHolding, "\(record.verdict)")
  }

  private func orders(_ rest: String, count: Int = 3) -> String {
    """
    { "version": 1, "name": "orders",
      "services": { "orders": { "kind": "Orders" },
        "inventory": { "kind": "Inventory", "seed": { "stock": { "console": 3 } } } },
      "workload": [{ "id": "buy", "from": "client:alice", "do": "place-order",
        "args": { "order": "{n}", "product": "console" }, "every": "100ms", "count": \(count) }],
      \(rest) }
    """
  }

  @Test func `a law that only warns leaves the run's verdict as it is`() throws {
    let record = try record(
      orders(
        #""properties": [{ "id": "more", "kind": "final", "severity": "warning","#
          + #" "expr": "sum(inventory.stock.onHand) > 5" }]"#))
    #expect(record.verdict.isHolding)
    #expect(record.firstViolation == nil)
    #expect(record.warnings.map(\.id) == ["more"])
  }

  @Test func `a rare state that a run does not reach is left to the sweep`() throws {
    let law =
      #""properties": [{ "id": "empty", "kind": "sometimes","#
      + #" "of": "inventory.stock", "expr": "onHand == 0" }]"#
    let missed = try record(orders(law, count: 2))
    #expect(missed.verdict.isHolding)
    #expect(missed.reports.first?.isUnreached == true)
    #expect(try record(orders(law)).reports.first?.reached != nil)
  }

  @Test func `a law looks from its beginning on and in its moments only`() throws {
    func verdict(_ fields: String) throws -> Verdict {
      try record(
        orders(
          #""faults": [{ "id": "slow", "when": { "at": "150ms" }, "do": { "slow": 2 },"#
            + #" "on": "orders", "for": "20ms" }],"#
            + #""properties": [{ "id": "some", "kind": "always", "of": "inventory.stock","#
            + #" "expr": "onHand > 0" \#(fields) }]"#)
      ).reports[0].verdict
    }
    #expect(try verdict("").isViolated)
    #expect(try verdict(#", "when": "faults""#).isHolding)
    #expect(try verdict(#", "when": "end""#).isViolated)
    #expect(try verdict(#", "after": "5s""#).isViolated)
    #expect(try !verdict(#", "after": "1h""#).isHolding)
  }

  @Test func `hosts, links, faults, operations and spans can be spoken of`() throws {
    func isSeen(_ condition: String) throws -> Bool {
      let law =
        #""faults": [{ "id": "split", "when": { "at": "110ms" }, "for": "50ms","#
        + #" "do": { "partition": { "between": ["orders", "inventory"] } } },"#
        + #" { "id": "crash", "when": { "at": "170ms" }, "do": { "crash": true },"#
        + #" "on": "inventory" }],"#
        + #""properties": [{ "id": "seen", "kind": "sometimes", "expr": "\#(condition)" }]"#
      return try record(orders(law)).reports[0].reached != nil
    }
    #expect(try isSeen("exists h in hosts where h.service == 'inventory': !h.up && h.lives == 1"))
    #expect(try isSeen("exists l in links: l.cut"))
    #expect(try !isSeen("exists l in links: l.cut && l.from == l.to"))
    #expect(try isSeen("exists f in faults: f.id == 'split' && f.standing"))
    #expect(try isSeen("exists o in operations: o.order == '2' && o.state == 'succeeded'"))
    #expect(try isSeen("inventory.lives == 2 && orders.up == 1"))
    #expect(try !isSeen("count(spans) > 1000"))
  }
  @Test func `the points behind a figure are a series that Perfetto draws`() throws {
    let ending = try OrreryCommand.run(
      "orrery report Scenarios/Laws/latency/violated.jsonc --format perfetto -o -")
    #expect(ending.output.contains(#""ph":"C""#))
    #expect(ending.output.contains(" in ns\""))
    #expect(ending.output.contains(#""bound":"#))
  }
}
