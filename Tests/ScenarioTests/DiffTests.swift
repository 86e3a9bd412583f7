import Foundation
import Testing

/// Two runs held against each other.
@Suite struct DiffTests {
  private static let unguarded = "Scenarios/Hazards/double-deduction/unguarded.jsonc"

  @Test func `a run is the same as itself, written down or not`() throws {
    let scratch = try ScratchFolder()
    let out = scratch.url.path
    _ = try OrreryCommand.run(
      "orrery replay \(Self.unguarded) --seed 7 --record \(out)/7.txt --repro \(out)/7.repro.jsonc")
    for other in ["\(Self.unguarded)@7", "\(out)/7.txt", "\(out)/7.repro.jsonc"] {
      let ending = try OrreryCommand.run("orrery diff \(Self.unguarded)@7 \(other)")
      #expect(ending.code == 0, "\(ending.output)")
      #expect(ending.output.hasSuffix("same      event for event\n"))
    }
  }

  @Test func `with and without a fault two runs part where the fault strikes`() throws {
    let ending = try OrreryCommand.run(
      "orrery diff \(Self.unguarded)@7 --without die-before-reply")
    #expect(ending.code == 1)
    #expect(ending.output.contains("crashes (fault die-before-reply)\n  B  "), "\(ending.output)")
    #expect(ending.output.contains("\nonly A    "))
    #expect(ending.output.contains("breaks deducted-at-most-once"))
  }

  @Test func `two seeds part, and a program is told the same`() throws {
    let line = "orrery diff \(Self.unguarded)@7 \(Self.unguarded)@8"
    let ending = try OrreryCommand.run(line)
    #expect(ending.code == 1)
    #expect(ending.output.contains("\nparts     after "))
    let json = try OrreryCommand.run("\(line) --json")
    let result = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect(result["same"] as? Bool == false)
    #expect(result["sameSteps"] is Int)
  }

  @Test func `one run alone is not enough`() throws {
    let ending = try OrreryCommand.run("orrery diff \(Self.unguarded)@7")
    #expect(ending.code == 64)
    #expect(ending.errors.contains("B is missing"))
  }
}
