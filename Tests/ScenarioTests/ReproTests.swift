import Foundation
import Testing

/// Repro files: written by sweeps and replays, replayed, damaged, and kept.
@Suite struct ReproTests {
  private static let hunt = "Scenarios/Hazards/double-deduction/hunt.jsonc"
  private static let unguarded = "Scenarios/Hazards/double-deduction/unguarded.jsonc"
  private let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
  }

  /// A repro file of seed 7, and what it says.
  private func repro(_ options: String = "") throws -> (path: String, text: String) {
    let path = scratch.url.appendingPathComponent("7.repro.jsonc").path
    let ending = try OrreryCommand.run(
      "orrery replay \(ReproTests.unguarded) --seed 7 --repro \(path) \(options)")
    #expect(ending.code == 1, "\(ending.errors)")
    return (path, try String(contentsOfFile: path, encoding: .utf8))
  }

  /// Replays a text as a repro file.
  private func replay(_ text: String, _ options: String = "") throws -> OrreryCommand.Ending {
    try scratch.write("changed.repro.jsonc", text)
    return try scratch.run("orrery replay changed.repro.jsonc \(options)")
  }

  @Test func `a repro file stands by itself and is the same run, event for event`() throws {
    for options in ["", "--policy random", "--policy pct:3"] {
      let direct = try OrreryCommand.run(
        "orrery replay \(ReproTests.unguarded) --seed 7 \(options)")
      let text = try repro(options).text
      let ending = try replay(text)
      #expect(ending.code == 1)
      #expect(
        ending.output.hasPrefix("followed  to the end: the same run, event for event\n"),
        "\(options): \(ending.output)")
      func digest(_ ending: OrreryCommand.Ending) -> String? {
        ending.lines.first { $0.hasPrefix("digest ") }
      }
      #expect(digest(ending) == digest(direct))
      #expect(ending.output.contains("\nreplay    orrery replay changed.repro.jsonc\n"))
    }
  }

  @Test func `a sweep writes a repro file for each cause beside its results`() throws {
    let out = scratch.url.path
    for (options, count) in [("", 60), ("--swarm", 300)] {
      let ending = try OrreryCommand.run(
        "orrery run \(ReproTests.hunt) --seeds 1..\(count) --out \(out)/a\(options) \(options)")
      #expect(ending.code == 0)
      let paths = ending.errors.matches(of: /repro +(\S+\.repro\.jsonc)/).map { $0.output.1 }
      #expect(!paths.isEmpty)
      for path in paths {
        let replay = try OrreryCommand.run("orrery replay \(path)")
        #expect(replay.code == 1)
        #expect(replay.output.hasPrefix("followed  to the end: "), "\(path): \(replay.output)")
      }
    }
  }

  @Test func `a repro of another program's version is tried all the same, and that is said`() throws
  {
    let text = try repro().text
    let tool = try #require(text.firstMatch(of: /"tool": "([^"]+)"/)?.output.1)
    let ending = try replay(text.replacing(tool, with: "orrery 0.0.1"))
    #expect(ending.code == 1)
    #expect(ending.output.hasPrefix("written   by orrery 0.0.1; this is \(tool), and tries all"))
    #expect(ending.output.contains("\nfollowed  to the end: "))
    let newer = try replay(text.replacing("\"repro\": 1", with: "\"repro\": 2"))
    #expect(newer.code == 65)
    #expect(newer.errors.contains("changed.repro.jsonc:3:12: error: version 2 of repro files"))
  }

  @Test func `where the code does something else it is said how far the run was followed`() throws {
    let text = try repro().text
    let changed = try replay(
      text.replacing("\"firstPause\": \"1s\"", with: "\"firstPause\": \"2s\""))
    #expect(changed.code == 1)
    #expect(changed.output.hasPrefix("followed  all "), "\(changed.output)")
    let slower = try replay(text.replacing("\"attempts\": 5", with: "\"attempts\": 1"))
    #expect(slower.output.contains("\n          parted at step "), "\(slower.output)")
    #expect(slower.output.contains("since the file was written\n"))
  }

  @Test func `a failure that does not come any more is told as fixed`() throws {
    let text = try repro().text.replacing(
      "\"deduction\": \"unguarded\"", with: "\"deduction\": \"idempotency-key\"")
    let ending = try replay(text)
    #expect(ending.code == 0)
    #expect(ending.output.contains("\nfixed?    deducted-at-most-once was broken when the file"))
  }

  @Test func `a repro can be asked what would have been without a fault, and until an instant`()
    throws
  {
    let text = try repro().text
    let without = try replay(text, "--without die-before-reply")
    #expect(without.code == 0)
    #expect(!without.output.contains("fixed?"))
    let typo = try replay(text, "--without die-before")
    #expect(typo.code == 64)
    let early = try replay(text, "--until 500ms")
    #expect(early.code == 2)
    #expect(!early.output.contains("followed"))
    let full = try replay(text, "--log full")
    #expect(try replay(text).output.contains("replay with --log full"))
    #expect(!full.output.contains("replay with --log full"))
  }

  @Test func `why and report take repro files`() throws {
    let path = try repro().path
    let why = try OrreryCommand.run("orrery why \(path)")
    #expect(why.code == 0)
    #expect(why.output.contains("\nreplay    orrery replay \(path)\n"), "\(why.output)")
    let report = try OrreryCommand.run("orrery report \(path) --format mermaid -o -")
    #expect(report.code == 0)
    #expect(report.output.contains("sequenceDiagram"))
  }

  @Test func `a damaged repro file is refused with the place of the damage`() throws {
    let text = try repro().text
    let cut = try replay(String(text.prefix(text.count / 2)))
    #expect(cut.code == 65)
    #expect(cut.errors.contains(#/changed\.repro\.jsonc:\d+:\d+: error:/#), "\(cut.errors)")
    for (part, other, line) in [
      ("\"seed\": \"7\"", "\"seed\": \"seven\"", 6), ("\"repro\": 1,", "", 2),
      ("\"tool\":", "\"toll\":", 4), ("\"verdict\": \"violated\"", "\"verdict\": \"bad\"", 8),
    ] {
      let ending = try replay(text.replacing(part, with: other))
      #expect(ending.code == 65, "\(part)")
      #expect(ending.output.isEmpty)
      #expect(ending.errors.hasPrefix("changed.repro.jsonc:\(line):"), "\(ending.errors)")
    }
    let inside = try replay(text.replacing("\"kind\": \"Orders\"", with: "\"kind\": \"Odders\""))
    #expect(inside.errors.contains("did you mean 'Orders'?"), "\(inside.errors)")
    let missing = try scratch.run("orrery replay none.repro.jsonc")
    #expect(missing.code == 66)
  }

  @Test func `a kept failure is watched, and reported when it does not come any more`() throws {
    let text = try repro().text
    let folder = scratch.url.appendingPathComponent("Scenarios/Regressions")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try scratch.write("Scenarios/Regressions/a.repro.jsonc", text)
    let broken = try scratch.run("orrery run Scenarios")
    #expect(broken.code == 0, "\(broken.errors)")
    #expect(broken.output.contains("a.repro.jsonc  broken in 1 of 1 seed, as expected"))
    try scratch.write(
      "Scenarios/Regressions/a.repro.jsonc",
      text.replacing("\"deduction\": \"unguarded\"", with: "\"deduction\": \"idempotency-key\""))
    let fixed = try scratch.run("orrery run Scenarios")
    #expect(fixed.code == 1)
    #expect(
      fixed.output
        == "Scenarios/Regressions/a.repro.jsonc  FIXED? deducted-at-most-once held in 1 seed; the failure that was kept does not come any more\n"
    )
  }
}
