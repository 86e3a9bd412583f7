import Testing

@testable import Exploration

@Suite struct DeltaDebuggingTests {
  /// What is left of a hundred numbers where some are needed, and how many trials it took.
  private func reduced(needing needed: Set<Int>) -> (kept: [Int], trials: Int) {
    var trials = 0
    let kept = DeltaDebugging.reduced(Array(0..<100)) { candidate in
      trials += 1
      return needed.isSubset(of: candidate)
    }
    return (kept, trials)
  }

  @Test func `what is needed stays, in its order, and nothing else does`() {
    for needed in [[], [0], [99], [3, 4], [0, 50, 99], Array(10..<20)] {
      #expect(reduced(needing: Set(needed)).kept == needed)
    }
  }

  @Test func `one element of a hundred is found in few trials`() {
    for needed in 0..<100 { #expect(reduced(needing: [needed]).trials <= 20) }
  }

  @Test func `a list of one element is tried without it`() {
    #expect(DeltaDebugging.reduced([1]) { _ in true } == [])
    #expect(DeltaDebugging.reduced([1]) { $0 == [1] } == [1])
  }

  @Test func `elements of which either is enough end with one of them`() {
    let kept = DeltaDebugging.reduced(Array(0..<64)) { $0.contains(5) || $0.contains(60) }
    #expect(kept == [5] || kept == [60])
  }
}
