import Foundation
import Harness
import ShopSimulation
import Testing

/// A scenario without its planned faults, under faults that a nemesis draws from the seed.
enum RoughVariant {
  /// The text of the variant, as a file beside the scenario would hold it.
  private static func text(of path: String, _ scenario: Scenario) -> String {
    let file = path.split(separator: "/").last ?? ""
    let isHazard = scenario.services.contains { $0.value.kind == "Warehouse" }
    let command = isHazard ? "buy" : "place-order"
    return """
      {
        "version": 1, "extends": "\(file)", "name": "rough",
        "workload": [
          { "id": "early", "from": "client:carol", "do": "\(command)", "args": { "order": "early", "product": "console" },
            "at": "0s..2s", "deadline": "20s" },
          { "id": "late", "from": "client:dave", "do": "\(command)", "args": { "order": "late-{n}", "product": "console" },
            "at": "2s", "every": "1s..4s", "count": 4, "deadline": "20s" },
        ],
        "faults": [],
        "chaos": { "intensity": "rough" },
        "settle": { "for": "300s" }, "limits": { "time": "2m" },
        "expect": { "verdict": "holds", "property": null },
      }
      """
  }

  /// The variant, ready to be run.
  static func runner(of path: String) throws -> ScenarioRunner {
    let system = ShopSystem.system
    let reader = ScenarioReader(vocabulary: system.vocabulary) { path in
      (try? Data(contentsOf: Project.root.appendingPathComponent(path))).map(Array.init)
    }
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    let scenario = try #require(try Project.reading(path).scenario)
    let reading = reader.read(
      path: "\(folder)/rough.jsonc", bytes: Array(text(of: path, scenario).utf8))
    let document = try #require(reading.document, "\(reading.diagnostics.map(\.message))")
    return ScenarioRunner(document, system: system)
  }
}
