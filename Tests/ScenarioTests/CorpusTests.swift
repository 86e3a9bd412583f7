import Foundation
import Testing

/// Failing runs that are kept.
@Suite struct CorpusTests {
  private static let unguarded = "Scenarios/Hazards/double-deduction/unguarded.jsonc"
  private let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  private func repro(_ options: String = "--seed 7") throws -> String {
    let path = scratch.url.appendingPathComponent("a.repro.jsonc").path
    _ = try OrreryCommand.run("orrery replay \(Self.unguarded) \(options) --repro \(path)")
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func `a failing run is kept once for its cause`() throws {
    _ = try repro()
    let kept = try scratch.run("orrery corpus add a.repro.jsonc --folder kept")
    #expect(kept.code == 0, "\(kept.errors)")
    #expect(kept.output.hasPrefix("kept   kept/double-deduction-unguarded/"), "\(kept.output)")
    _ = try repro("--seed 8")
    let known = try scratch.run("orrery corpus add a.repro.jsonc --folder kept")
    let list = try scratch.run("orrery corpus list --folder kept")
    #expect(list.output.contains("deducted-at-most-once"))
    #expect(list.lines.count(where: { $0.contains(".repro.jsonc") }) == 1, "\(list.output)")
    #expect(known.code == 0)
    #expect(try scratch.run("orrery corpus list --folder none").code == 4)
    let sound = try scratch.run("orrery corpus add none.repro.jsonc --folder kept")
    #expect(sound.code == 66)
  }

  @Test func `what is kept is run again, and taken away when it fails no more`() throws {
    let text = try repro()
    let folder = scratch.url.appendingPathComponent("kept/a")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try scratch.write("kept/a/one.repro.jsonc", text)
    let failing = try scratch.run("orrery corpus run --folder kept --check")
    #expect(failing.code == 0, "\(failing.output)\(failing.errors)")
    #expect(failing.output.hasPrefix("failing"))
    try scratch.write(
      "kept/a/one.repro.jsonc",
      text.replacing("\"deduction\": \"unguarded\"", with: "\"deduction\": \"idempotency-key\""))
    let fixed = try scratch.run("orrery corpus run --folder kept")
    #expect(fixed.code == 0)
    #expect(fixed.output.hasPrefix("FIXED?     kept/a/one.repro.jsonc"), "\(fixed.output)")
    #expect(try scratch.run("orrery corpus run --folder kept --check").code == 1)
    _ = try scratch.run("orrery corpus prune --folder kept --dry-run")
    #expect(try scratch.run("orrery corpus list --folder kept").code == 0)
    _ = try scratch.run("orrery corpus prune --folder kept")
    #expect(try scratch.run("orrery corpus list --folder kept").code == 4)
  }

  @Test func `the seeds that are kept are run again, and only those of the scenario`() throws {
    _ = try repro()
    _ = try scratch.run("orrery corpus add a.repro.jsonc --folder kept")
    let line = "orrery run \(Self.unguarded) Scenarios/Tour --folder \(scratch.url.path)/kept"
    let kept = try OrreryCommand.run("\(line) --seeds corpus")
    #expect(kept.code == 0, "\(kept.output)\(kept.errors)")
    #expect(kept.output.contains("broken in 1 of 1 seed"), "\(kept.output)")
    #expect(!kept.output.contains("Tour"), "\(kept.output)")
    #expect(kept.errors.contains("keeps no run of Scenarios/Tour/"), "\(kept.errors)")
    let more = try OrreryCommand.run("\(line) --seeds corpus,1..3 --json")
    #expect(more.output.contains("\"7,1..3\""), "\(more.output.prefix(2_000))")
    let none = try OrreryCommand.run("\(line)/none --seeds corpus")
    #expect(none.code == 4, "\(none.output)\(none.errors)")
    #expect(try OrreryCommand.run("orrery selfcheck \(Self.unguarded) --seeds corpus").code == 64)
  }

  @Test func `a repro file holds the faults at points of its run`() throws {
    let path = scratch.url.appendingPathComponent("b.repro.jsonc").path
    let made = try OrreryCommand.run(
      "orrery replay \(Self.unguarded) --seed 7 --bare --with 'crash inventory-1 at commit #2' "
        + "--repro \(path)")
    #expect(made.errors.contains("b.repro.jsonc"), "\(made.errors)")
    let again = try scratch.run("orrery replay b.repro.jsonc")
    #expect(again.code == made.code)
    #expect(
      again.output.contains("followed  to the end: the same run, event for event"),
      "\(again.output)")
    let calm = try OrreryCommand.run(
      "orrery replay \(Self.unguarded) --seed 7 --bare --calm --repro \(path)")
    #expect(calm.code == 0)
    #expect(try scratch.run("orrery replay b.repro.jsonc").output.contains("followed  to the end"))
  }

  @Test func `one Ctrl-C ends a check of many seeds with what both processes have run`() throws {
    let ending = try OrreryCommand.run(
      """
      orrery selfcheck \(Self.unguarded) --seeds 1..1000000 & child=$!
      \(OrreryCommand.untilHeard)
      sleep 1; kill -INT $child; wait $child
      """)
    #expect(ending.code == 130, "\(ending.errors)")
    #expect(ending.errors.contains("that both processes have run"), "\(ending.errors)")
  }
}
