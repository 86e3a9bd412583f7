import Testing

@testable import Console

@Suite struct SweepTextTests {
  @Test func `a quiet sweep claims a bound from thirty seeds on and none below`() {
    #expect(
      SweepText.proof(runs: 1) == "one run without a violation says nothing about other seeds")
    #expect(
      SweepText.proof(runs: 29)
        == "no violation in 29 seeds, which are too few to say how rare one is")
    #expect(
      SweepText.proof(runs: 30)
        == "no violation in 30 seeds: with 95 % confidence fewer than 3 in 30 break a law")
  }
}
