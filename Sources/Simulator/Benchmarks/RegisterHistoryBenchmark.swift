import Checking
import Engine
import Primitives

/// Judging a long history of registers: along the order of commits, or by searching one.
///
/// Ten clients read and write; each operation takes effect between its call and its answer, in an
/// order that is kept as the witness. The history is made before the clock starts.
package struct RegisterHistoryBenchmark {
  /// How many operations there are.
  package let operations: Int
  /// How many registers they are about.
  package let keys: Int
  /// Whether the order of effect is told to the checker.
  package let isWitnessed: Bool

  /// As many registers as there are keys.
  private typealias Model = KeyedModel<RegisterModel<Int>, Int>

  /// A history of so many operations on so many registers.
  package init(operations: Int, keys: Int, isWitnessed: Bool) {
    self.operations = operations
    self.keys = keys
    self.isWitnessed = isWitnessed
  }

  /// Judges once.
  package func run(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let (history, witness, end) = made()
    let checker = LinearizabilityChecker(Model(RegisterModel(initial: 0), by: Int.self))
    var report: LinearizabilityReport?
    let wall = stopwatch {
      report = checker.check(history, witness: isWitnessed ? witness : nil)
    }
    precondition(
      report?.verdict == .holds, "the history is right, the verdict is \(report?.verdict as Any)")
    var digest = Digest()
    digest.combine(report?.steps ?? 0)
    digest.combine(report?.order.count ?? 0)
    return BenchmarkResult(
      workload: isWitnessed ? "linear-witness" : "linear-search", variant: "\(keys) registers",
      count: operations, messages: 0, wall: wall, virtual: end, digest: digest)
  }

  /// What a client is doing.
  private enum Stage {
    case idle
    case called(Int)
    case done(Int, RegisterModel<Int>.Output)
  }

  private func made() -> (History<Model.Input, Model.Output>, [Int], Instant) {
    var stream = RandomStreams(42).stream(.workload, at: "history", purpose: "operations")
    var history = History<Model.Input, Model.Output>()
    history.reserve(operations)
    var witness: [Int] = []
    witness.reserveCapacity(operations)
    var values = [Int](repeating: 0, count: keys)
    var stages = [Stage](repeating: .idle, count: 10)
    var (time, open) = (0 as Int64, 0)
    while history.count < operations || open > 0 {
      time += 1
      let client = Int(stream.below(10))
      switch stages[client] {
      case .idle:
        guard history.count < operations else { continue }
        let key = Int(stream.below(UInt64(keys)))
        let input = Model.Input(key, stream.below(2) == 0 ? .read : .write(Int(time)))
        stages[client] = .called(
          history.invoke(client, input, at: Instant(nanoseconds: time)))
        open += 1
      case .called(let number):
        let asked = history.operations[number].input
        witness.append(number)
        switch asked.input {
        case .read: stages[client] = .done(number, .value(values[asked.key]))
        case .write(let value), .swap(_, let value):
          values[asked.key] = value
          stages[client] = .done(number, .done)
        }
      case .done(let number, let answer):
        history.end(number, .succeeded(answer), at: Instant(nanoseconds: time))
        stages[client] = .idle
        open -= 1
      }
    }
    return (history, witness, Instant(nanoseconds: time))
  }
}
