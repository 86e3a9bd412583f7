public import Checking
public import Primitives
import World

/// What a run has left for laws over the whole of it: what clients asked for, and the last state.
///
/// A `Checker` over it is a law like any other; those over histories, transactions and figures are
/// pulled back to it.
///
/// ```swift
/// bank.law(
///   Checker.linearizable("one-copy", Switch()).pulled { (run: FinishedRun) in
///     try run.history(of: ["flip"]) { operation in operation.given.flag("on") ?? false
///     } answered: { _, answer in answer == "true" }
///   })
/// ```
public struct FinishedRun {
  private let journal: RunJournal

  init(_ journal: RunJournal) { self.journal = journal }

  /// The last state.
  public var state: SystemView { journal.view }

  /// What clients asked for, in the order in which they did.
  public var operations: [ClientOperation] { journal.view.operations }

  /// When the run ended.
  public var end: Instant { journal.now }

  /// Whether everything had come to rest, so that what is missing now will never come.
  public var isAtRest: Bool { journal.isAtRest }

  /// The operations of some commands, or of all, as one history.
  ///
  /// Invocations and ends stand in it in their true order, also where they share an instant. What
  /// may have been done and what has not ended are unknown outcomes.
  ///
  /// - Parameters:
  ///   - commands: the commands that count; all when there is none.
  ///   - asked: what an operation asks of the model; nothing for one that does not concern it.
  ///   - answered: what the text of an answer says; a check that throws decides nothing.
  public func history<Input, Output>(
    of commands: [String] = [], asked: (ClientOperation) throws -> Input?,
    answered: (ClientOperation, String) throws -> Output
  ) rethrows -> History<Input, Output> {
    var history = History<Input, Output>()
    var numbers: [Int: Int] = [:]
    let clients = OrderedSet(operations.map(\.client))
    for moment in journal.moments {
      let position = Int(moment < 0 ? ~moment : moment)
      let operation = operations[position]
      guard commands.isEmpty || commands.contains(operation.command) else { continue }
      if moment >= 0 {
        guard let input = try asked(operation) else { continue }
        numbers[position] = history.invoke(
          clients.members.firstIndex(of: operation.client) ?? 0, input, at: operation.invoked,
          event: journal.began(position))
      } else if let number = numbers[position] {
        let outcome: Outcome<Output>
        switch operation.result {
        case .pending, .unknown: outcome = .unknown
        case .failed: outcome = .failed
        case .succeeded(let answer): outcome = .succeeded(try answered(operation, answer))
        }
        history.end(number, outcome, at: operation.ended ?? end)
      }
    }
    return history
  }

  /// How long and how well the operations of some commands went, or of all, for laws on figures.
  public func calls(of commands: [String] = []) -> [CallSample] {
    operations.enumerated().compactMap { position, operation in
      guard commands.isEmpty || commands.contains(operation.command) else { return nil }
      let isSuccess = if case .succeeded = operation.result { true } else { false }
      return CallSample(
        started: operation.invoked, ended: operation.ended ?? end, isSuccess: isSuccess,
        attempts: operation.attempts, event: journal.ended(position))
    }
  }
}

/// A checker as a law of a run.
final class CheckedLaw: RunLaw {
  let id: String
  let documentation: String
  private let checker: Checker<FinishedRun>

  init(_ checker: Checker<FinishedRun>) {
    id = checker.id
    documentation = checker.documentation
    self.checker = checker
  }

  func judge(_ run: RunJournal) throws -> RunJudgement {
    RunJudgement(checker.judge(FinishedRun(run)), looks: run.view.operations.count)
  }
}
