import Checking
import Engine
import Primitives
import World

/// A law that is judged once, over everything that a run left behind.
///
/// It may watch the run on its way; watching changes nothing and costs nothing to those who do not.
protocol RunLaw: AnyObject {
  /// The name in reports.
  var id: String { get }
  /// The law in a sentence.
  var documentation: String { get }
  /// What it wants to be told of.
  var interests: LawInterests { get }
  /// Told of a change of committed contents.
  func committed(_ notice: ChangeNotice, on host: Host, _ run: RunJournal)
  /// The judgement at the end.
  func judge(_ run: RunJournal) throws -> RunJudgement
}

extension RunLaw {
  var interests: LawInterests { [] }
  func committed(_ notice: ChangeNotice, on host: Host, _ run: RunJournal) {}
}

/// What a law wants to be told of while a run goes on.
struct LawInterests: OptionSet {
  let rawValue: Int

  /// Changes of committed contents.
  static let commits = LawInterests(rawValue: 1)
  /// Which commits each operation of a client led to.
  static let effects = LawInterests(rawValue: 2)
  /// The requests that services get for each operation.
  static let requests = LawInterests(rawValue: 4)
  /// What is done and what is waited for after the faults.
  static let progress = LawInterests(rawValue: 8)
}

/// What a law over a whole run says.
struct RunJudgement {
  /// The judgement.
  var verdict: Verdict
  /// The points behind it.
  var plots: [Plot] = []
  /// How many things it looked at.
  var looks = 1

  init(_ verdict: Verdict, plots: [Plot] = [], looks: Int = 1) {
    self.verdict = verdict
    self.plots = plots
    self.looks = looks
  }
}

/// What laws over a whole run look at: the system's last state, and what was written down on the way.
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
