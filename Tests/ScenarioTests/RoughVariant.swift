import Foundation
import Harness
import ShopSimulation
import Testing

/// A scenario without its planned faults, under faults that a nemesis draws from the seed.
enum RoughVariant {
  /// The text of the variant, as a file beside the scenario would hold it.
  static func text(of path: String) -> String {
    let file = path.split(separator: "/").last ?? ""
    return """
      {
        "version": 1, "extends": "\(file)", "name": "rough",
        "workload": [
          { "id": "early", "from": "client:carol", "do": "buy", "args": { "order": "early" },
            "at": "0s..2s", "deadline": "20s" },
          { "id": "late", "from": "client:dave", "do": "buy", "args": { "order": "late-{n}" },
            "at": "2s", "every": "1s..4s", "count": 4, "deadline": "20s" },
        ],
        "faults": [],
        "chaos": {
          "kinds": [
            "drop", "delay", "duplicate", "reorder", "refuse", "hang", "lose-reply", "partition",
            "clog", "hold", "crash", "stop", "pause", "slow", "skew",
          ],
          "intensity": "rough",
        },
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
    let reading = reader.read(path: "\(folder)/rough.jsonc", bytes: Array(text(of: path).utf8))
    let document = try #require(reading.document, "\(reading.diagnostics.map(\.message))")
    return ScenarioRunner(document, system: system)
  }
}
