import Testing

/// A law that could not be decided is named, with the reason, wherever a run is told.
@Suite struct UndecidedLawTests {
  private static let scenario = """
    {
      "version": 1, "name": "doubts",
      "services": {
        "orders": { "kind": "Orders" },
        "inventory": { "kind": "Inventory", "seed": { "stock": { "console": 3 } } },
      },
      "workload": [
        { "id": "buy", "from": "client:alice", "do": "place-order", "args": { "product": "console" } },
      ],
      "properties": [
        { "id": "divides", "kind": "always", "of": "inventory.stock", "expr": "10 / (onHand - 3) > 0" },
        { "id": "too-late", "kind": "always", "expr": "forall h in hosts: h.up", "after": "1h" },
        { "id": "no-fault", "kind": "recovery", "within": "1s" },
        { "id": "fine", "kind": "always", "of": "inventory.stock", "expr": "onHand >= 0" },
      ],
      "search": { "seeds": "1..3" },
    }
    """

  @Test func `a law that crashed or never looked is undecided and says why`() throws {
    let scratch = try ScratchFolder()
    try scratch.write("a.jsonc", UndecidedLawTests.scenario)
    let run = try scratch.run("orrery run a.jsonc")
    #expect(run.code == 2 && run.output.contains("a.jsonc  undecided: "))
    let reasons = [
      ("divides", "the check broke down at "), ("too-late", "none of "),
      ("no-fault", "no fault struck"),
    ]
    let replay = try scratch.run("orrery replay a.jsonc --seed 1")
    #expect(replay.code == 2)
    for (law, reason) in reasons {
      let warning = "property '\(law)' was decided in none of 3 runs\n  under seed 1: "
      let told = run.errors.split(separator: "warning: ").first { $0.contains("'\(law)'") }
      #expect(told?.contains(warning) == true && told?.contains(reason) == true, "\(run.errors)")
      #expect(replay.output.contains("\(law): \(reason)"), "\(replay.output)")
    }
    #expect(!run.errors.contains("'fine'") && !replay.output.contains("fine: "))
  }
}
