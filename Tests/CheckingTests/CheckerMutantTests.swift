import Checking
import Primitives
import Testing

/// Deliberate mistakes in the checker, each of which some test must notice.
///
/// Every row was tried: the line was changed, the tests were run, and they failed. A test
/// named here without a suite is in this one, made as small as the mistake allows.
///
/// | Mistake | Noticed by |
/// |---|---|
/// | an operation that is taken back is not put back into the list | a search goes back and tries the other order |
/// | a visited configuration is compared without its state | a search goes back and tries the other order |
/// | a write is taken for good, as a read is | a search goes back and tries the other order |
/// | a visited configuration is compared without unknown operations | an unknown write is remembered apart from the rest |
/// | an unknown operation never took effect | an unknown write is remembered apart from the rest |
/// | an unknown operation ends when its client gives up | an unknown write may outlive its client's patience |
/// | a witness may contradict real time | LinearizabilityTests: a witness that breaks real time is not taken |
/// | a witness may leave out operations | LinearizabilityTests: a right witness is enough … |
/// | a read of an overwritten value passes | AnomalyTests: a read of a value that was written over is G1b |
/// | reads of the first state give no dependency | AnomalyTests: write skew is G2-item … |
/// | the frontier of ended transactions is emptied | real time reaches over several transactions |
/// | Tarjan's walk looks at closed groups | a group of transactions does not swallow its neighbours |
/// | anti-dependencies may follow each other | AnomalyTests: write skew is G2-item … |
/// | a serial order is remembered without its values | a serial order goes back and tries the other one |
/// | a doubt counts as little as a success | VerdictTests: the worse of two verdicts wins |
/// | a deadline passes an instant early | PropertyMonitorTests: a breach that is over in time is none |
/// | a percentile's rank is rounded down | NumberLawTests: a percentile is the value at the nearest rank |
/// | compensations may go in any order | SagaLawTests: a saga may be compensated backwards |
/// | one party is as good as a quorum | LivenessLawTests: a lost quorum is an excuse … |
@Suite struct CheckerMutantTests {
  private typealias Register = RegisterModel<Int>
  private let checker = LinearizabilityChecker(Register(initial: 0))

  private func at(_ nanoseconds: Int64) -> Instant { Instant(nanoseconds: nanoseconds) }

  @Test func `a search goes back and tries the other order`() {
    var history = History<Register.Input, Register.Output>()
    let one = history.invoke(0, .write(1), at: at(1))
    let two = history.invoke(1, .write(2), at: at(2))
    history.end(one, .succeeded(.done), at: at(3))
    history.end(two, .succeeded(.done), at: at(4))
    let read = history.invoke(0, .read, at: at(5))
    history.end(read, .succeeded(.value(1)), at: at(6))
    let report = checker.check(history)
    #expect(report.verdict == .holds)
    #expect(report.order == [1, 0, 2])
  }

  @Test func `an unknown write is remembered apart from the rest`() {
    var history = History<Register.Input, Register.Output>()
    history.invoke(0, .write(1), at: at(1))
    let write = history.invoke(1, .write(2), at: at(2))
    history.end(write, .succeeded(.done), at: at(3))
    let read = history.invoke(1, .read, at: at(4))
    history.end(read, .succeeded(.value(1)), at: at(5))
    #expect(checker.check(history).order == [1, 0, 2])
  }

  @Test func `an unknown write may outlive its client's patience`() {
    var history = History<Register.Input, Register.Output>()
    let lost = history.invoke(0, .write(1), at: at(1))
    history.end(lost, .unknown, at: at(2))
    for (time, value) in [(3, 0), (5, 1)] as [(Int64, Int)] {
      let read = history.invoke(1, .read, at: at(time))
      history.end(read, .succeeded(.value(value)), at: at(time + 1))
    }
    #expect(checker.check(history).verdict == .holds)
  }

  @Test func `a group of transactions does not swallow its neighbours`() {
    let edges = [(0, 1), (1, 2), (2, 1), (0, 3), (3, 1)].map {
      Dependency(from: $0.0, to: $0.1, kind: .writeRead)
    }
    #expect(DependencyGraph(count: 4, edges).components(of: .writeRead) == [[1, 2]])
  }

  @Test func `a serial order goes back and tries the other one`() {
    let acts: [[TransactionStep]] = [
      [.write("x", 1)], [.write("x", 2), .write("z", 5)], [.read("z", 5), .read("x", 1)],
    ]
    var history = TransactionHistory()
    for (client, steps) in acts.enumerated() { history.invoke(client, steps, at: at(1)) }
    for (number, steps) in acts.enumerated() { history.end(number, .succeeded(steps), at: at(2)) }
    let report = SerializabilityChecker(.serializable).check(history)
    #expect(report.verdict == .holds)
    #expect(report.order == [1, 0, 2])
  }

  @Test func `real time reaches over several transactions`() {
    let acts: [[TransactionStep]] = [
      [.append("x", 1)], [.append("y", 1)], [.readList("x", [])],
    ]
    var history = TransactionHistory()
    let early = history.invoke(0, acts[0], at: at(1))
    let beside = history.invoke(1, acts[1], at: at(2))
    history.end(early, .succeeded(acts[0]), at: at(3))
    history.end(beside, .succeeded(acts[1]), at: at(4))
    let late = history.invoke(2, acts[2], at: at(5))
    history.end(late, .succeeded(acts[2]), at: at(6))
    #expect(SerializabilityChecker(.strictSerializable).check(history).verdict.isViolated)
    #expect(SerializabilityChecker(.serializable).check(history).verdict == .holds)
  }
}
