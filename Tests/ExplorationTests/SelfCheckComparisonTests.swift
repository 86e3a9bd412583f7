import Primitives
import Testing

@testable import Exploration

/// What the check of a sweep's sample counts, and how its seeds go out.
@Suite struct SelfCheckComparisonTests {
  private func probe(_ path: String, _ seed: Int, _ digest: String = "d") throws -> RunProbe {
    try #require(RunProbe(line: "\(path)\t\(seed)\t\(digest)\t5\t"))
  }

  @Test func `a scenario whose seeds fill several jobs is told once`() throws {
    let seeds = (1...9_000 as ClosedRange<UInt64>).map { $0 }
    let jobs = SelfCheckSample(Ratio(1, 1)).jobs([("a", seeds), ("b", [1, 2])])
    #expect(jobs.map(\.path) == ["a", "a", "a", "b"])
    var comparison = SelfCheckComparison()
    for part in [1...4_000, 4_001...8_000, 8_001...9_000] {
      let probes = try part.map { try probe("a", $0) }
      try comparison.take(probes, probes.reversed())
    }
    try comparison.take([probe("b", 1), probe("b", 2)], [probe("b", 2, "e"), probe("b", 1)])
    let outcomes = comparison.outcomes(of: jobs)
    #expect(outcomes.map(\.path) == ["a", "b"])
    #expect(outcomes.map(\.count) == [9_000, 2])
    #expect(outcomes.map(\.mismatches.count) == [0, 1])
  }

  @Test func `a seed that one process did not run is a failure unless the check is cut short`()
    throws
  {
    var comparison = SelfCheckComparison()
    let first = try [probe("a", 1), probe("a", 2)]
    let second = try [probe("a", 1)]
    try comparison.take(first, second, isCutShort: true)
    let job = SelfCheck.Job(path: "a", seeds: "1,2")
    #expect(comparison.outcomes(of: [job]).map(\.count) == [1])
    var failure: SelfCheck.Failure?
    do throws(SelfCheck.Failure) {
      try comparison.take(first, second)
    } catch {
      failure = error
    }
    #expect(failure?.description == "one process did not run seed 2 of a")
  }

  @Test func `jobs go out in batches that a command line can hold, in order and none left out`() {
    let jobs = SelfCheckSample(Ratio(1, 1)).jobs([("a", (1...100_000 as ClosedRange<UInt64>))])
    let batches = SelfCheck.batches(jobs)
    #expect(batches.count > 1)
    #expect(batches.flatMap { $0 } == jobs)
    for batch in batches { #expect(batch.reduce(0) { $0 + $1.text.utf8.count } <= 40_000) }
    #expect(SelfCheck.batches([]).isEmpty)
  }
}
