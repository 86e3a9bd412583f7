import Checking
import Engine
import Exploration
import Harness
import Primitives
import Testing

@Suite struct SweepTallyTests {
  private func tally(
    _ verdict: ScenarioExpectation.Verdict = .holds, property: String? = nil
  ) -> SweepTally {
    var expectation = ScenarioExpectation()
    expectation.verdict = verdict
    expectation.property = property
    return SweepTally(
      expecting: expectation, laws: [("a", .always), ("b", .atEnd)], faults: ["f", "g"])
  }

  private func result(_ seed: UInt64, events: Int = 10, broken: String? = nil) -> RunResult {
    var result = RunResult(position: seed, seed: Seed(seed))
    result.digest = DigestWords(high: seed, low: 1)
    result.events = events
    result.laws = [broken == "a" ? .violated : .held, broken == "b" ? .violated : .unseen]
    result.struck = [seed == 3, false]
    if let broken {
      result.failure = RunFailure(
        FailureSignature(property: broken, place: "x", event: "commit", fault: ""),
        when: .zero, location: "x-1", expected: "e", seen: "s\(seed)")
    }
    return result
  }

  @Test func `failures of one signature are one group, told by its shortest run`() {
    var tally = tally()
    tally.add(result(1, broken: "a"))
    tally.add(result(2, broken: "b"))
    tally.add(result(3, events: 5, broken: "a"))
    tally.add(result(4, events: 5, broken: "a"))
    #expect(tally.groups.count == 2)
    let first = tally.groupsByWeight[0]
    #expect(first.signature.property == "a")
    #expect(first.count == 3)
    #expect(first.seed == 3)
    #expect(first.events == 5)
    #expect(first.failure.seen == "s3")
  }

  @Test func `what differed between runs is counted with what came of it`() {
    var tally = tally()
    for seed: UInt64 in 1...20 {
      var result = result(seed, events: Int(seed), broken: seed % 4 == 0 ? "a" : nil)
      result.drawn = "{ \"kinds\": \"\(seed % 2 == 0 ? "drop, crash" : "drop")\" }"
      tally.add(result)
    }
    let coverage = tally.coverage
    #expect(coverage.faults.map(\.runs) == [1, 0])
    #expect(coverage.draws["kinds"]?["drop"]?.runs == 20)
    #expect(coverage.draws["kinds"]?["drop"]?.broken == 5)
    #expect(coverage.draws["kinds"]?["crash"]?.runs == 10)
    #expect(coverage.pairs["crash"]?["drop"] == 10)
    #expect(coverage.lengths.count == 20 && coverage.lengthStep == 1)
    #expect(coverage.sample == (1...10).map { Seed($0) })
  }

  @Test func `lengths share places when there are many, whatever their order`() {
    var tally = tally()
    var reversed = self.tally()
    for seed: UInt64 in 1...3000 {
      tally.add(result(seed, events: Int(seed)))
      reversed.add(result(seed, events: 3001 - Int(seed)))
    }
    #expect(tally.coverage.lengthStep == 16)
    #expect(reversed.coverage.lengthStep == 16)
    #expect(tally.coverage.lengths.count <= 256)
    #expect(tally.coverage.lengths.values.reduce(0) { $0 + $1.runs } == 3000)
    #expect(Set(tally.coverage.lengths.keys) == Set(reversed.coverage.lengths.keys))
  }

  @Test func `a law that was never looked at and a fault that never struck are told`() {
    var tally = tally()
    for seed: UInt64 in 1...3 { tally.add(result(seed)) }
    #expect(tally.faultsThatNeverStruck == ["g"])
    #expect(tally.lawsNeverDecided == ["b"])
    #expect(tally.laws[0].held == 3)
    #expect(self.tally().faultsThatNeverStruck.isEmpty)
  }

  @Test func `a sweep ends as its scenario expects, or not`() {
    func ending(
      _ verdict: ScenarioExpectation.Verdict, _ results: [RunResult]
    ) -> SweepEnding {
      var tally = tally(verdict, property: verdict == .holds ? nil : "a")
      for result in results { tally.add(result) }
      return tally.ending
    }
    var doubtful = result(9)
    doubtful.doubt = "late"
    #expect(ending(.holds, []) == .nothingRan)
    #expect(ending(.holds, [result(1)]) == .asExpected)
    #expect(ending(.holds, [result(1), doubtful]) == .undecided("late"))
    #expect(ending(.holds, [doubtful, result(1, broken: "b")]) == .violated)
    #expect(ending(.violated, [result(1, broken: "a")]) == .asExpected)
    #expect(ending(.violated, [result(1, broken: "a"), result(2)]) == .fixed)
    #expect(ending(.sometimesViolated, [result(1, broken: "a"), result(2)]) == .asExpected)
    #expect(ending(.sometimesViolated, [result(2)]) == .fixed)
    #expect(ending(.sometimesViolated, [result(2, broken: "b")]) == .violated)
    let crash = RunResult(position: 3, seed: 3, crash: RunCrash(.exit, ""))
    #expect(ending(.violated, [result(1, broken: "a"), crash]) == .violated)
  }

  @Test func `the digest of one run is its own, that of several depends on their order`() {
    var (one, two, other) = (tally(), tally(), tally())
    one.add(result(1))
    #expect(one.digest == DigestWords(high: 1, low: 1))
    two.add(result(1))
    two.add(result(2))
    other.add(result(2))
    other.add(result(1))
    #expect(two.digest != other.digest)
    #expect(two.digest != one.digest)
  }

  @Test func `a tally of very many failures stays small`() {
    var tally = tally()
    for seed: UInt64 in 0..<3000 { tally.add(result(seed, broken: "law-\(seed)")) }
    #expect(tally.violationCount == 3000)
    #expect(tally.groups.count == 1000)
    #expect(tally.ungroupedCount == 2000)
    #expect(tally.violations.count == 1000)
  }
}
