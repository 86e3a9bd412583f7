import Harness
import Primitives
import Testing

@Suite struct CoverageTests {
  @Test func `the coverage of laws by scenarios is what the scenarios come to`() throws {
    var folders = OrderedDictionary<String, [(name: String, laws: [ScenarioCoverage.Law])]>()
    for path in Project.scenarios {
      let parts = path.split(separator: "/")
      let coverage = try ScenarioCoverage.underTwentySeeds(path)
      folders[parts.dropFirst().dropLast().joined(separator: "/"), default: []]
        .append((String(parts.last?.split(separator: ".").first ?? ""), coverage.laws))
    }
    var text = """
      # Coverage

      Which law is looked at in which scenario, and what came of it under the seeds 1 to 20: `✓` it
      was kept under every seed, a number says under how many it was broken, nothing stands where
      it is not asked for. A law that is broken nowhere proves nothing by holding, and one that
      holds nowhere says nothing about remedies.

      This page is written by a test: `ORRERY_RECORD=1 swift test --filter CoverageTests`.

      ## Laws

      | Law | What it says | Source | Broken in | Kept in |
      |---|---|---|---|---|

      """
    text += Self.laws(folders.flatMap { $0.value.map(\.laws) })
    for (folder, scenarios) in folders { text += Self.matrix(folder, scenarios) }
    try Project.expect("Reports/Coverage.md", holds: text)
  }

  /// Each law with the number of scenarios that break and keep it.
  private static func laws(_ scenarios: [[ScenarioCoverage.Law]]) -> String {
    var rows = OrderedDictionary<String, (law: ScenarioCoverage.Law, broken: Int, kept: Int)>()
    for law in scenarios.flatMap(\.self) {
      var row = rows[law.id] ?? (law, 0, 0)
      if law.broken > 0 { row.broken += 1 }
      if law.broken == 0, law.held > 0 { row.kept += 1 }
      rows[law.id] = row
    }
    return rows.keys.sorted().compactMap { id in
      guard let row = rows[id] else { return nil }
      return "| `\(id)` | \(row.law.documentation) | \(row.law.source) |"
        + " \(row.broken) | \(row.kept) |\n"
    }.joined()
  }

  /// One folder: a row each scenario, a column each law.
  private static func matrix(
    _ folder: String, _ scenarios: [(name: String, laws: [ScenarioCoverage.Law])]
  ) -> String {
    let laws = OrderedSet(scenarios.flatMap { $0.laws.map(\.id) }).members
    guard !laws.isEmpty else { return "" }
    var text = "\n## \(folder)\n\n| Scenario | \(laws.joined(separator: " | ")) |\n"
    text += "|---|\(String(repeating: "---|", count: laws.count))\n"
    for scenario in scenarios {
      let cells = laws.map { id -> String in
        guard let law = scenario.laws.first(where: { $0.id == id }) else { return " " }
        if law.broken > 0 { return "\(law.broken)" }
        return law.held > 0 ? "✓" : "?"
      }
      text += "| \(scenario.name) | \(cells.joined(separator: " | ")) |\n"
    }
    return text
  }
}
