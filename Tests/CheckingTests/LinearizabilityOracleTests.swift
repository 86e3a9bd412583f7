import Checking
import Testing

/// Verdicts on generated histories against trying every order.
@Suite struct LinearizabilityOracleTests {
  /// Three kinds of objects make more than a hundred thousand histories.
  static let rounds = 34_000

  @Test func `registers are judged as by trying every order`() {
    typealias Model = KeyedModel<RegisterModel<Int>, Int>
    let histories = RandomHistories(
      model: Model(RegisterModel(initial: 0), by: Int.self),
      input: { generator in
        let key = generator.below(2)
        switch generator.below(3) {
        case 0: return Model.Input(key, .read)
        case 1: return Model.Input(key, .write(generator.below(3)))
        default:
          return Model.Input(key, .swap(from: generator.below(3), to: generator.below(3)))
        }
      },
      wrongAnswer: { generator, _ in
        [.value(generator.below(3)), .done, .refused][generator.below(3)]
      })
    compare(histories, seed: 1)
  }

  @Test func `queues are judged as by trying every order`() {
    let histories = RandomHistories(
      model: QueueModel<Int>(),
      input: { generator in
        switch generator.below(5) {
        case 0, 1: .put(generator.below(3))
        case 2, 3: .take
        default: .peek
        }
      },
      wrongAnswer: { generator, _ in generator.oneIn(3) ? nil : generator.below(3) })
    compare(histories, seed: 2)
  }

  @Test func `stocks are judged as by trying every order`() {
    let histories = RandomHistories(
      model: StockModel(onHand: 3),
      input: { generator in
        let key = ["a", "b"][generator.below(2)]
        return switch generator.below(5) {
        case 0, 1: .reserve(key, quantity: 1 + generator.below(2))
        case 2: .confirm(key)
        case 3: .release(key)
        default: .read
        }
      },
      wrongAnswer: { generator, answer in
        switch answer {
        case .done: .refused
        case .refused: .done
        case .available: .available(generator.below(4))
        }
      })
    compare(histories, seed: 3)
  }

  private func compare<Model: SequentialModel>(_ histories: RandomHistories<Model>, seed: UInt64) {
    var generator = SeededGenerator(seed)
    let checker = LinearizabilityChecker(histories.model)
    var (violated, disagreements) = (0, [Int]())
    for round in 0..<Self.rounds {
      let history = histories.next(&generator)
      let isRight = LinearizabilityOracle(histories.model, history).isLinearizable()
      let report = checker.check(history)
      if !isRight { violated += 1 }
      if report.verdict.isHolding != isRight || report.verdict.isViolated == isRight {
        disagreements.append(round)
      }
    }
    #expect(disagreements.isEmpty)
    #expect(violated > Self.rounds / 20)
    #expect(violated < Self.rounds * 19 / 20)
  }
}
