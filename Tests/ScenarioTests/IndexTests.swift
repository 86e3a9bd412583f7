import Harness
import Testing

@Suite struct IndexTests {
  @Test func `the index of scenarios is what the scenarios say`() throws {
    var text = """
      # Scenarios

      Each file is one story about the shop: which services there are, what clients ask for, what
      goes wrong, which laws must hold, and what is expected to come out. `orrery run Scenarios`
      runs all of them, `orrery explain TOPIC` tells what a field means, and editors that
      understand JSON Schema complete fields by
      [schema/scenario.v1.json](schema/scenario.v1.json).

      A hazard is a folder with one variant that breaks a law and one for each remedy. The page
      beside a hazard is one run of it, told line by line.

      This index is written by a test: `ORRERY_RECORD=1 swift test --filter IndexTests`.

      """
    var folder = ""
    for path in Project.scenarios {
      let parts = path.split(separator: "/").dropFirst()
      let here = parts.dropLast().joined(separator: "/")
      if here != folder {
        folder = here
        text += "\n## \(here)\n\n| Scenario | What it shows | Expected |\n|---|---|---|\n"
      }
      text += try IndexTests.row(path, parts.joined(separator: "/"))
    }
    try Project.expect("Scenarios/README.md", holds: text)
  }

  private static func row(_ path: String, _ shown: String) throws -> String {
    let scenario = try #require(try Project.reading(path).scenario)
    let title = try #require(scenario.title, "\(path) has no title")
    var expected =
      switch scenario.expect.verdict {
      case .holds: "every law holds"
      case .violated: "broken under every seed"
      case .sometimesViolated: "broken under some seed"
      }
    if let property = scenario.expect.property { expected += ": `\(property)`" }
    if path.hasPrefix("Scenarios/Hazards/") {
      expected += " ([run](../\(GalleryTests.text(of: path))))"
    }
    return "| [\(shown)](\(shown)) | \(title) | \(expected) |\n"
  }
}
