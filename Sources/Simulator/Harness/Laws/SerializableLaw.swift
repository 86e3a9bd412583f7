import Checking
import Primitives

/// Judges the transactions of clients at a level of isolation.
final class SerializableLaw: RunLaw {
  let id: String
  let documentation: String
  private let meanings: OrderedDictionary<String, OperationMeaning>
  private let level: IsolationLevel

  init(_ statement: HistoryStatement, level: IsolationLevel) {
    id = statement.id
    meanings = statement.meanings
    self.level = level
    documentation = "transactions are \(level.rawValue)"
  }

  func judge(_ run: RunJournal) throws -> RunJudgement {
    var history = TransactionHistory()
    var numbers: [Int: Int] = [:]
    let clients = OrderedSet(run.view.operations.map(\.client))
    for moment in run.moments {
      let number = Int(moment < 0 ? ~moment : moment)
      let operation = run.view.operations[number]
      guard case .transaction(let asked, let answered)? = meanings[operation.command]?.form else {
        continue
      }
      let values = ScenarioValues(operation.values)
      if moment >= 0 {
        numbers[number] = history.invoke(
          clients.members.firstIndex(of: operation.client) ?? 0, asked(values),
          at: operation.invoked, event: run.began(number))
      } else if let own = numbers[number] {
        history.end(own, try outcome(operation, values, answered), at: operation.ended ?? run.now)
      }
    }
    guard history.count > 0 else {
      return RunJudgement(.undecided(reason: "no client made a transaction"), looks: 0)
    }
    let report = SerializabilityChecker(level).check(history)
    return RunJudgement(report.verdict, looks: history.count)
  }

  private func outcome(
    _ operation: ClientOperation, _ values: ScenarioValues,
    _ answered: (ScenarioValues, String) -> [TransactionStep]?
  ) throws -> Outcome<[TransactionStep]> {
    switch operation.result {
    case .pending, .unknown: return .unknown
    case .failed: return .failed
    case .succeeded(let text):
      guard let steps = answered(values, text) else {
        throw PropertyBreakdown("the answer '\(text)' to \(operation.command) cannot be read")
      }
      return .succeeded(steps)
    }
  }
}
