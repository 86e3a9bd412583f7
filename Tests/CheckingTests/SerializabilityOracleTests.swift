import Checking
import Testing

/// Verdicts on generated transactions against trying every order.
@Suite struct SerializabilityOracleTests {
  /// Four ways of judging make ten thousand histories.
  static let rounds = 2_500

  @Test func `lists are judged as by trying every order`() {
    compare(.serializable, isOnLists: true, seed: 11)
  }

  @Test func `lists in real time are judged as by trying every order`() {
    compare(.strictSerializable, isOnLists: true, seed: 12)
  }

  @Test func `registers are judged as by trying every order`() {
    compare(.serializable, isOnLists: false, seed: 13)
  }

  @Test func `registers in real time are judged as by trying every order`() {
    compare(.strictSerializable, isOnLists: false, seed: 14)
  }

  private func compare(_ level: IsolationLevel, isOnLists: Bool, seed: UInt64) {
    var generator = SeededGenerator(seed)
    let checker = SerializabilityChecker(level)
    var (violated, judged, disagreements) = (0, 0, [Int]())
    for round in 0..<Self.rounds {
      let history = RandomTransactions.next(isOnLists: isOnLists, &generator)
      let oracle = SerializabilityOracle(
        history, followsRealTime: level == .strictSerializable)
      let isRight = oracle.isSerializable()
      let verdict = checker.check(history).verdict
      if verdict == .undecided(reason: "no transaction was committed") { continue }
      judged += 1
      if !isRight { violated += 1 }
      if verdict.isHolding != isRight || verdict.isViolated == isRight {
        disagreements.append(round)
      }
    }
    #expect(disagreements.isEmpty)
    #expect(judged > Self.rounds * 9 / 10)
    #expect(violated > judged / 20)
    #expect(violated < judged * 19 / 20)
  }
}
