import Foundation
import Testing

/// The digests of a few seeds of every scenario, as they are written down.
///
/// They hold in debug and release, statically linked, and under every seed of hash tables. A
/// change of behaviour under a seed shows here; when it is meant, record the table anew and say in
/// the commit that old seeds no longer reproduce.
@Suite struct DigestTableTests {
  static let path = "Reports/Digests.txt"
  private static let line = "orrery probe Scenarios --seeds 1..3"

  @Test(arguments: [nil, "1"] as [String?])
  func `every scenario has the digests of the table under any hash seed`(_ fixed: String?) throws {
    let ending = try OrreryCommand(environment: ["SWIFT_DETERMINISTIC_HASHING": fixed])
      .run(Self.line)
    #expect(ending.code == 0, "\(ending.errors)")
    try Project.expect(Self.path, holds: ending.output)
  }

  @Test func `the table has every scenario and no escape`() {
    let lines = Project.text(Self.path).split(separator: "\n")
      .map { $0.split(separator: "\t", omittingEmptySubsequences: false) }
    #expect(lines.count == 3 * Project.scenarios.count)
    #expect(Set(lines.map { String($0[0]) }) == Set(Project.scenarios))
    #expect(lines.allSatisfy { $0.count == 5 && $0[2].count == 32 && $0[4].isEmpty })
  }

  @Test func `the check that runs before a change lands compares release and static programs`() {
    let steps = Project.text(".ci/run")
    #expect(steps.contains(Self.line.dropFirst("orrery ".count)))
    #expect(steps.contains("--static-swift-stdlib"))
  }
}
