import Engine
import Foundation
import Harness
import Reporting
import ShopSimulation
import Testing

/// Runs of the repository's scenarios, as the command line would tell them.
enum SampleRun {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let unguarded = "Scenarios/Hazards/double-deduction/unguarded.jsonc"
  static let hunt = "Scenarios/Hazards/double-deduction/hunt.jsonc"

  /// The first seed under which the hunt finds what it looks for and loses a message on the way.
  ///
  /// Found, not stated, since every change of what seeds draw makes it another one.
  static let huntSeed: Seed = {
    guard let runner = try? runner(hunt) else { return 1 }
    var options = ScenarioRunner.Options()
    options.level = .full
    let found = (1...500 as ClosedRange<UInt64>).first { number in
      let record = runner.run(Seed(number), options)
      return record.firstViolation != nil
        && record.trace.events.contains { $0.kind == .messageLost }
    }
    return Seed(found ?? 1)
  }()

  /// Reads a scenario, with some of its text replaced.
  static func runner(
    _ path: String, replacing pairs: [(String, String)] = []
  ) throws -> ScenarioRunner {
    let read = { (path: String) throws -> String in
      let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
      return pairs.reduce(text) { $0.replacingOccurrences(of: $1.0, with: $1.1) }
    }
    let reader = ScenarioReader(vocabulary: ShopSystem.system.vocabulary) { path in
      (try? read(path)).map { Array($0.utf8) }
    }
    let reading = reader.read(path: path, bytes: Array(try read(path).utf8))
    return ScenarioRunner(
      try #require(reading.document, "\(reading.diagnostics)"), system: ShopSystem.system)
  }

  /// What a report of a run is about.
  static func subject(
    _ path: String, seed: Seed, replacing pairs: [(String, String)] = []
  ) throws -> ReportSubject {
    let runner = try runner(path, replacing: pairs)
    var options = ScenarioRunner.Options()
    options.level = .full
    let record = runner.run(seed, options)
    let explanation = Explanation(record) { ids in
      var options = ScenarioRunner.Options()
      options.without = ids
      return runner.run(seed, options)
    }
    options.without = Set(explanation?.decisive.ids ?? [])
    let replay = "orrery replay \(path) --seed \(seed)"
    return ReportSubject(
      record: record, explanation: explanation,
      counterpart: options.without.isEmpty ? nil : runner.run(seed, options),
      difference: "without \((explanation?.decisive.ids ?? []).joined(separator: ", "))",
      path: path,
      replay: replay, command: "orrery report \(path) --seed \(seed)", tool: "orrery test")
  }

  /// Text that has broken pages and files before.
  static let hostile = [
    "</script><script>alert(1)</script>", "<!--<script>", "quotes \" ' ` and \\ back",
    "new\nline\r\ttab \u{0}\u{7}\u{1b}[31m", "\u{202e}turned \u{2066}around",
    "separators \u{2028}\u{2029}", "emoji 👩‍👩‍👧 é e\u{301} ﷽", "a | b ; c # d % e { f } g",
    "&amp; &lt; ]]> --> #{y}",
  ]
}
