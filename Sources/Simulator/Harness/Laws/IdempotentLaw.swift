import Checking
import Primitives

/// Judges whether doing something again does nothing: no second effect, and no other answer.
final class IdempotentLaw: RunLaw {
  let id: String
  let documentation: String
  private let list: ListedThings
  private let by: String
  private let filter: Expression?

  init(id: String, _ list: ListedThings, by: String, filter: Expression?) {
    self.id = id
    self.list = list
    self.by = by
    self.filter = filter
    documentation = "each \(by) has one effect in \(list.path), however often it is asked for"
  }

  func judge(_ run: RunJournal) throws -> RunJudgement {
    let system = SystemEnvironment(view: run.view, words: run.words)
    let entries = try list.entries(in: system, where: filter)
    guard !entries.isEmpty else {
      return RunJudgement(.undecided(reason: "\(list.path) has no entry"), looks: 0)
    }
    var effects = OrderedDictionary<String, [String]>()
    for (_, entry) in entries { effects[entry.plain(by), default: []].append(entry.words) }
    for (name, all) in effects where all.count > 1 {
      return RunJudgement(
        .violated(
          Evidence(
            expected: "\(by) \(name) has one effect in \(list.path)",
            seen: "\(all.count) effects", when: run.now, because: all, events: [run.event])),
        looks: entries.count)
    }
    return RunJudgement(answers(run), looks: entries.count)
  }

  /// Whether the same request was always answered in the same way.
  private func answers(_ run: RunJournal) -> Verdict {
    var first = OrderedDictionary<String, (number: Int, answer: String)>()
    for (number, operation) in run.view.operations.enumerated() {
      guard case .succeeded(let answer) = operation.result else { continue }
      let request = "\(operation.command) \(operation.arguments)"
      guard let earlier = first[request] else {
        first[request] = (number, answer)
        continue
      }
      guard earlier.answer != answer, repeats(operation, run) else { continue }
      return .violated(
        Evidence(
          expected: "'\(request)' is answered '\(earlier.answer)' again", seen: "'\(answer)'",
          when: operation.ended ?? run.now, location: "client-\(operation.client)",
          events: [run.ended(earlier.number), run.ended(number)]))
    }
    return .holds
  }

  /// Whether an operation names what the entries are told apart by, so that it is a repetition.
  private func repeats(_ operation: ClientOperation, _ run: RunJournal) -> Bool {
    guard case .object(let members) = operation.values.value else { return false }
    return members.contains { SystemWords.word($0.name) == by }
  }
}
