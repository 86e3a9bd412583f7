import Checking
import Primitives
import Testing

/// The example of the article on stating laws: laws over a whole run as values that combine.
@Suite struct CheckerLawTests {
  private typealias Register = RegisterModel<Int>

  /// What a run left behind.
  private struct Run {
    var registers = History<Register.Input, Register.Output>()
    var transactions = TransactionHistory()
    var calls: [CallSample] = []
  }

  private let laws = Checker<Run>.all(
    "shop",
    [
      Checker.linearizable("one-copy", Register(initial: 0)).pulled(from: \Run.registers),
      Checker.serializable("in-order", .serializable).pulled(from: \Run.transactions),
      Checker.figure("quick", .latency(percentile: .percent(99), atMost: .milliseconds(200)))
        .pulled(from: \Run.calls),
    ])

  private func at(_ milliseconds: Int64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
  }

  private func run(reading value: Int, waiting: Int64) -> Run {
    var run = Run()
    let write = run.registers.invoke(0, .write(1), at: at(1))
    run.registers.end(write, .succeeded(.done), at: at(2))
    let read = run.registers.invoke(1, .read, at: at(3))
    run.registers.end(read, .succeeded(.value(value)), at: at(4))
    let steps: [TransactionStep] = [.append("x", 1)]
    let only = run.transactions.invoke(0, steps, at: at(1))
    run.transactions.end(only, .succeeded(steps), at: at(2))
    run.calls = [CallSample(started: at(0), ended: at(waiting), isSuccess: true)]
    return run
  }

  @Test func `laws over parts of a run are one law over the whole of it`() {
    #expect(laws.judge(run(reading: 1, waiting: 50)).isHolding)
    #expect(laws.judge(run(reading: 0, waiting: 50)).isViolated)
    #expect(laws.judge(run(reading: 1, waiting: 500)).isViolated)
  }

  @Test func `a part without anything to judge leaves the whole undecided`() {
    var silent = run(reading: 1, waiting: 50)
    silent.calls = []
    let verdict = laws.judge(silent)
    #expect(!verdict.isHolding && !verdict.isViolated)
  }

  @Test func `sagas are judged from their definition`() {
    let shape = SagaShape("buy", [.init("pay", .pivot)])
    let law = Checker.sagas("sagas", shape)
    let done: [SagaRecord] = [
      SagaRecord("s", .attempted("pay"), at: at(1)), SagaRecord("s", .tookEffect("pay"), at: at(2)),
      SagaRecord("s", .ended(.completed), at: at(3)),
    ]
    #expect(law.judge(done).isHolding)
    #expect(law.judge(Array(done.prefix(1)) + done.suffix(1)).isViolated)
  }
}
