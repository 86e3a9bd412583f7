import Checking
import Primitives

/// What W3 has done so far, as laws look at it.
final class SagaBoard {
  /// How often each step was done, by its number.
  @exclusivity(unchecked) var counts = [Int](repeating: 0, count: 7)
  @exclusivity(unchecked) private var monitor: PropertyMonitor<SagaBoard>
  private let keys: [SubjectKey?]

  /// A board with so many laws, each of which reads one kind of step.
  init(laws: Int) {
    let subjects = (0..<7).map { Subject("step \($0)") }
    monitor = PropertyMonitor(
      (0..<laws).map { number in
        let kind = number % 7
        return Property<SagaBoard>(
          "law-\(number)", .always, "step \(kind) is never done too often",
          reading: [subjects[kind]]
        ) { board, _ in
          guard board.counts[kind] <= 1_000_000_000 &+ number else {
            return .broken(
              expected: "few of step \(kind)", seen: "\(board.counts[kind])", because: [])
          }
          return .satisfied
        }
      })
    keys = subjects.map { [monitor] in monitor.key(of: $0) }
    monitor.begin(with: self, at: .zero)
  }

  /// Notes a step that was done, and looks at the laws that read it.
  func note(_ kind: SagaStep.Kind, at instant: Instant) {
    counts[kind.rawValue] += 1
    guard let key = keys[kind.rawValue] else { return }
    monitor.changed(key)
    monitor.look(at: self, instant, event: 0)
  }

  /// How often laws were looked at, after the demand that none is broken.
  func finish(at instant: Instant) -> Int {
    let reports = monitor.finish(with: self, at: instant, event: 0)
    precondition(
      reports.allSatisfy { !$0.verdict.isViolated }, "the laws of the workload are kept")
    return reports.reduce(0) { $0 + $1.looks }
  }
}
