import Testing

/// Scenarios on real processes; each takes as long as it takes.
@Suite struct LiveTests {
  private static let folder = "Scenarios/Hazards/double-deduction"

  @Test func `a process killed between commit and reply takes the stock twice, for real`() throws {
    let ending = try OrreryCommand.run(
      "orrery live \(Self.folder)/unguarded.jsonc --rest 3s --json")
    #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    let compact = ending.output.filter { !$0.isWhitespace }
    let law = #"{"id":"deducted-at-most-once","simulated":"violated","live":"violated"}"#
    #expect(compact.contains(law), "\(ending.output)")
    #expect(ending.output.contains(#""asExpected": true"#), "\(ending.output)")
  }

  @Test func `with a key in the same transaction it does not, and both are told side by side`()
    throws
  {
    let ending = try OrreryCommand.run(
      "orrery live \(Self.folder)/idempotency-key.jsonc --rest 3s")
    #expect(ending.code == 0, "\(ending.output)\(ending.errors)")
    #expect(ending.lines.contains("deducted-at-most-once    holds      holds"), "\(ending.output)")
    #expect(ending.lines.contains("struck    die-before-reply 1"), "\(ending.output)")
    #expect(ending.lines.contains { $0.hasPrefix("simulated     live") }, "\(ending.output)")
    #expect(
      ending.lines.contains {
        $0.contains("inventory-1") && $0.hasSuffix(" crashes (fault die-before-reply)")
      },
      "\(ending.output)")
    let deduction = ending.lines.first { $0.contains("commits stock/console {") }
    #expect(
      deduction?.contains(" ms ") == true && deduction?.contains("- ") == false, "\(ending.output)")
  }

  @Test func `what cannot be done for real is said before anything is started`() throws {
    let folder = try ScratchFolder()
    try folder.write(
      "shared.jsonc",
      """
      { "version": 1, "services": { "inventory": { "kind": "Inventory", "replicas": 2 } },
        "workload": [{ "id": "a", "do": "get-order", "args": { "order": "1" } }] }
      """)
    let ending = try folder.run("orrery live shared.jsonc")
    #expect(ending.code == 64, "\(ending.output)\(ending.errors)")
    #expect(ending.errors.contains("share a store"), "\(ending.errors)")
    #expect(ending.output.isEmpty)
  }
}
