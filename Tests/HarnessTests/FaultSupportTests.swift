import Harness
import Testing
import World

@Suite struct FaultSupportTests {
  private func mistake(_ action: String, on selector: String) -> String {
    mistakes(
      """
      { version: 1,
        services: { orders: { kind: "OrderSaga" }, bank: { kind: "Wallet" } },
        workload: [{ id: "w", from: "client:alice", do: "place-order", at: "1s" }],
        faults: [{ id: "f", when: { at: "1s" }, do: { \(action) }, on: "\(selector)" }] }
      """)
  }

  @Test func `what happens to hosts is refused on a link`() {
    let text = mistake("crash: {}", on: "orders->bank")
    #expect(text.contains("error: 'crash' happens to hosts, 'orders->bank' is a link"))
    #expect(text.contains("'orrery explain faults.do.crash' says what it happens to"))
    #expect(mistake("skew: { jump: \"1s\" }", on: "orders->bank").contains("is a link"))
    #expect(mistake("crash: {}", on: "bank") == "")
  }

  @Test func `disks and stores are those of services, not of clients`() {
    let text = mistake("disk: { full: true }", on: "client:alice")
    #expect(text.contains("happens to services, and clients like 'client:alice' keep nothing"))
    #expect(mistake("disk: { full: true }", on: "bank") == "")
    #expect(mistake("pause: true", on: "client:alice") == "")
  }

  @Test func `what happens to links and messages may be said of hosts and links`() {
    #expect(mistake("drop: true", on: "orders->bank") == "")
    #expect(mistake("clog: { latency: \"1s\" }", on: "bank") == "")
  }

  @Test func `every action of the language has its rows in the failure model`() {
    let actions = ScenarioExplanation.topics.filter {
      $0.hasPrefix("faults.do.") && $0.split(separator: ".").count == 3
    }
    #expect(actions.count == 26)
    for topic in actions {
      let name = String(topic.dropFirst("faults.do.".count))
      #expect(!FailureModel.rows(named: name).isEmpty, "\(name)")
    }
    #expect(
      Set(actions.flatMap { FailureModel.rows(named: String($0.dropFirst(10))) }.map(\.kind))
        == Set(FaultKind.allCases))
  }

  @Test func `the explanation of a fault says what a caller may conclude`() {
    let text = ScenarioExplanation.text("faults.do.disk") ?? ""
    #expect(text.contains("disk full"))
    #expect(text.contains("conclude  The transaction was not committed, for certain."))
    #expect(!(ScenarioExplanation.text("faults.when") ?? "").contains("conclude"))
  }

  @Test func `a service can only be replaced with a version that the scenario describes`() {
    func mistake(_ versions: String, _ version: String) -> String {
      mistakes(
        """
        { version: 1,
          services: { bank: { kind: "Wallet", versions: \(versions) } },
          workload: [{ id: "w", from: "client:alice", do: "place-order", at: "1s" }],
          faults: [{ id: "f", when: { at: "1s" }, on: "bank",
            do: { replace: { version: "\(version)" } } }] }
        """)
    }
    #expect(mistake("{ \"2\": {} }", "2") == "")
    #expect(mistake("{}", "2").contains("describe it under services.bank.versions"))
    #expect(mistake("{ \"blue\": {} }", "bule").contains("did you mean 'blue'?"))
  }

  @Test func `the configuration of another version is checked like the first one's`() {
    let text = mistakes(
      """
      { version: 1,
        services: { bank: { kind: "Wallet", config: { idempotency: "key" },
          versions: { "2": { config: { idempotency: "maybe" } } } } },
        workload: [] }
      """, vocabulary: smallShop)
    #expect(text.contains("services.bank.versions.2.config") && text.contains("error"))
  }
}
