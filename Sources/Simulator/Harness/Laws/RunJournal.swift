import Checking
import Engine
import Primitives
import World

/// What laws over a whole run look at: the last state, and what was written down on the way.
final class RunJournal {
  /// The system.
  let view: SystemView
  /// Which words expressions may use.
  let words: SystemWords
  /// Every invocation of an operation, and as its complement every end, in the order in which they
  /// happened.
  private(set) var moments: [Int32] = []
  /// For each operation the number of moments before its first commit.
  private(set) var effects = OrderedDictionary<Int, Effect>()
  /// How many requests each service got for each operation.
  var requests = OrderedDictionary<String, [Int]>()
  /// Whether everything came to rest, so that what is missing now will never come.
  var isAtRest = false
  /// What was done after the faults.
  var progress = ProgressLog()
  /// Who waited for whom at the end.
  var waits = WaitForGraph()
  /// When the faults were over.
  var calmSince: Instant?
  private var commits = 0

  /// When an operation took effect, as far as its commit shows it.
  struct Effect {
    /// How many moments came before it.
    let moment: Int
    /// Its number among all commits.
    let number: Int
  }

  init(_ view: SystemView, _ words: SystemWords) {
    self.view = view
    self.words = words
  }

  /// The instant that the run has reached.
  var now: Instant { view.cluster.simulation.now }

  /// The position of the latest event of a full trace.
  var event: Int { max(view.cluster.simulation.trace.events.count - 1, 0) }

  /// Notes that an operation has begun or ended.
  func note(_ operation: Int, isEnd: Bool) {
    moments.append(isEnd ? ~Int32(operation) : Int32(operation))
  }

  /// Notes a commit that was made for an operation.
  func noteEffect(of origin: UInt64) {
    commits += 1
    guard origin > 0, effects[Int(origin) - 1] == nil else { return }
    effects[Int(origin) - 1] = Effect(moment: moments.count, number: commits)
  }

  /// The operations that a law counts, with their numbers.
  func operations(
    of commands: [String], where filter: Expression?
  ) throws -> [(number: Int, operation: ClientOperation)] {
    let environment = SystemEnvironment(view: view, words: words)
    return try view.operations.enumerated().compactMap { number, operation in
      guard commands.isEmpty || commands.contains(operation.command) else { return nil }
      if let filter {
        let inner = ListedEnvironment(
          entry: environment.record(of: operation), system: environment)
        if case .truth(false) = try filter.value(in: inner) { return nil }
      }
      return (number, operation)
    }
  }

  /// The event at which an operation began.
  func began(_ number: Int) -> Int {
    number < view.operationEvents.count ? view.operationEvents[number].began : 0
  }

  /// The event at which an operation ended.
  func ended(_ number: Int) -> Int {
    number < view.operationEvents.count ? view.operationEvents[number].ended : 0
  }
}
