import Checking
import Primitives

/// Laws over what clients asked for.
extension LawStatement {
  /// The commands that `of` names, or all.
  func commands() throws(LawMistake) -> [String] {
    let known = system?.commands.map(\.name) ?? []
    for (item, name) in property.of.enumerated() where !known.contains(name) && system != nil {
      var mistake = LawMistake(.of, "there is no command '\(name)'", item: item, known: known)
      mistake.suggestion = NearestName.find(name, among: known)
      throw mistake
    }
    return property.of
  }

  /// Which operations count.
  func operationFilter() throws(LawMistake) -> Expression? {
    guard let text = property.filter else { return nil }
    return try condition(text, .filter, inside: "operation")
  }

  private func history(
    _ isMeant: (OperationMeaning.Form) -> Bool, _ what: String
  ) throws(LawMistake) -> HistoryStatement {
    let wanted = try commands()
    var meanings = OrderedDictionary<String, OperationMeaning>()
    for command in system?.commands ?? [] where wanted.isEmpty || wanted.contains(command.name) {
      guard let meaning = command.operation, isMeant(meaning.form) else { continue }
      meanings[command.name] = meaning
    }
    if meanings.isEmpty, system != nil {
      throw LawMistake(
        wanted.isEmpty ? .model : .of, "no command means \(what)",
        known: (system?.commands ?? []).filter { $0.operation.map { isMeant($0.form) } ?? false }
          .map(\.name))
    }
    if let system { try checkMeant(by: meanings, of: system, isMeant, what) }
    return HistoryStatement(id: property.id, meanings: meanings, filter: try operationFilter())
  }

  /// Refuses commands without a meaning, and a scenario in which nobody gives one that has.
  private func checkMeant(
    by meanings: OrderedDictionary<String, OperationMeaning>, of system: ScenarioVocabulary,
    _ isMeant: (OperationMeaning.Form) -> Bool, _ what: String
  ) throws(LawMistake) {
    let known = system.commands.filter { $0.operation.map { isMeant($0.form) } ?? false }
    for (item, name) in property.of.enumerated() where meanings[name] == nil {
      throw LawMistake(
        .of, "the command '\(name)' means nothing like \(what)", item: item,
        known: known.map(\.name))
    }
    let given = OrderedSet(scenario.workload.map(\.command)).members
    guard !given.isEmpty, !given.contains(where: { meanings[$0] != nil }) else { return }
    let field: LawForm.Field =
      !property.of.isEmpty ? .of : property.kind == .serializable ? .level : .model
    var mistake = LawMistake(
      field, "nothing to judge: no client here asks for \(what), only \(given.listed)",
      item: property.of.isEmpty ? nil : 0, known: known.map(\.name))
    mistake.suggestion =
      given.lazy.compactMap { NearestName.find($0, among: known.map(\.name)) }
      .first
    throw mistake
  }

  func serializable() throws(LawMistake) -> any RunLaw {
    let statement = try history(
      { if case .transaction = $0 { true } else { false } }, "a transaction")
    return SerializableLaw(statement, level: property.level ?? .serializable)
  }

  func linearizable() throws(LawMistake) -> any RunLaw {
    let statement = try history(
      { if case .object = $0 { true } else { false } }, "an operation on an object")
    let model = property.model ?? .register
    let sentence = "operations on each \(model.rawValue) seem to happen one at a time"
    switch model {
    case .register, .casRegister: return try register(statement, sentence, model)
    case .counter: return try counter(statement, sentence)
    case .queue: return queue(statement, sentence)
    case .stock: return try stock(statement, sentence)
    case .bank: return try bank(statement, sentence)
    }
  }

  // MARK: Models

  private func register(
    _ statement: HistoryStatement, _ sentence: String, _ model: ScenarioProperty.Model
  ) throws(LawMistake) -> any RunLaw {
    let initial = try initialTexts()
    return LinearizableLaw<RegisterModel<String>>(
      statement, sentence, model: { RegisterModel(initial: initial($0)) },
      input: { action in
        switch action {
        case .read: return .read
        case .write(let value): return .write(value)
        case .swap(let from, let to) where model == .casRegister: return .swap(from: from, to: to)
        default: throw LawStatement.foreign(action, model)
        }
      },
      output: { answer in
        switch answer {
        case .done: .done
        case .refused: .refused
        case .nothing: .value("")
        case .value(let value): .value(value)
        case .number(let number): .value("\(number)")
        }
      })
  }

  private func counter(
    _ statement: HistoryStatement, _ sentence: String
  ) throws(LawMistake) -> any RunLaw {
    let initial = try initialNumbers()
    return LinearizableLaw<CounterModel>(
      statement, sentence, model: { CounterModel(initial: initial($0)) },
      input: { action in
        switch action {
        case .read: return .read
        case .add(let amount): return .add(amount)
        default: throw LawStatement.foreign(action, .counter)
        }
      }, output: { try LawStatement.number($0) })
  }

  private func queue(_ statement: HistoryStatement, _ sentence: String) -> any RunLaw {
    LinearizableLaw<QueueModel<String>>(
      statement, sentence, model: { _ in QueueModel() },
      input: { action in
        switch action {
        case .put(let element): return .put(element)
        case .take: return .take
        case .read: return .peek
        default: throw LawStatement.foreign(action, .queue)
        }
      },
      output: { answer in
        switch answer {
        case .done, .nothing, .refused: nil
        case .value(let value): value
        case .number(let number): "\(number)"
        }
      })
  }

  private func stock(
    _ statement: HistoryStatement, _ sentence: String
  ) throws(LawMistake) -> any RunLaw {
    let initial = try initialNumbers()
    return LinearizableLaw<StockModel>(
      statement, sentence, model: { StockModel(onHand: initial($0)) },
      input: { action in
        switch action {
        case .read: return .read
        case .reserve(let name, let quantity): return .reserve(name, quantity: quantity)
        case .confirm(let name): return .confirm(name)
        case .release(let name): return .release(name)
        case .add(let quantity): return .restock(quantity)
        default: throw LawStatement.foreign(action, .stock)
        }
      },
      output: { answer in
        switch answer {
        case .done: return .done
        case .refused, .nothing: return .refused
        case .value, .number: return .available(try LawStatement.number(answer))
        }
      })
  }

  private func bank(
    _ statement: HistoryStatement, _ sentence: String
  ) throws(LawMistake) -> any RunLaw {
    let balances = try numbers(needsKeys: true).byKey
    return LinearizableLaw<BankModel>(
      statement, sentence,
      model: { _ in
        BankModel(opening: Dictionary(uniqueKeysWithValues: balances.map { ($0.key, $0.value) }))
      },
      input: { action in
        switch action {
        case .deposit(let account, let amount): return .deposit(account, amount)
        case .withdraw(let account, let amount): return .withdraw(account, amount)
        case .transfer(let from, let to, let amount):
          return .transfer(from: from, to: to, amount)
        case .balance(let account): return .balance(account)
        default: throw LawStatement.foreign(action, .bank)
        }
      },
      output: { answer in
        switch answer {
        case .done: return .done
        case .refused, .nothing: return .refused
        case .value, .number: return .balance(try LawStatement.number(answer))
        }
      })
  }

  private static func foreign(
    _ action: ModelStep.Action, _ model: ScenarioProperty.Model
  ) -> PropertyBreakdown {
    PropertyBreakdown("a \(model.rawValue) knows no '\(action)'; leave it out with 'of' or 'where'")
  }

  private static func number(_ answer: ModelAnswer) throws -> Int {
    switch answer {
    case .number(let number): return number
    case .value(let text):
      guard let number = Int(text) else { throw PropertyBreakdown("'\(text)' is no number") }
      return number
    case .done, .refused, .nothing: throw PropertyBreakdown("a number was expected as an answer")
    }
  }

  // MARK: What there is before the first operation

  private func initialNumbers() throws(LawMistake) -> @Sendable (String) -> Int {
    let numbers = try numbers(needsKeys: false)
    return { numbers.byKey[$0] ?? numbers.common }
  }

  private func numbers(
    needsKeys: Bool
  ) throws(LawMistake) -> (common: Int, byKey: OrderedDictionary<String, Int>) {
    guard let node = property.initial else {
      guard needsKeys else { return (0, [:]) }
      var mistake = LawMistake(.initial, "a bank needs 'initial' with its accounts")
      mistake.isMissing = true
      throw mistake
    }
    if !needsKeys, let number = LawStatement.integer(node) { return (number, [:]) }
    guard case .object(let members) = node.value else {
      throw LawMistake(.initial, "numbers by name are expected, such as { \"a\": 10 }")
    }
    var byKey = OrderedDictionary<String, Int>()
    for member in members {
      guard let number = LawStatement.integer(member.value) else {
        throw LawMistake(.initial, "'\(member.name)' must be a whole number")
      }
      byKey[member.name] = number
    }
    return (0, byKey)
  }

  private func initialTexts() throws(LawMistake) -> @Sendable (String) -> String {
    guard let node = property.initial else { return { _ in "" } }
    if let text = LawStatement.text(node) { return { _ in text } }
    guard case .object(let members) = node.value else {
      throw LawMistake(.initial, "a value is expected, or values by name")
    }
    var byKey = OrderedDictionary<String, String>()
    for member in members { byKey[member.name] = LawStatement.text(member.value) ?? "" }
    return { [byKey] in byKey[$0] ?? "" }
  }

  private static func integer(_ node: JSONNode) -> Int? {
    guard case .number(.integer(let number)) = node.value else { return nil }
    return Int(exactly: number)
  }

  private static func text(_ node: JSONNode) -> String? {
    node.text ?? integer(node).map { "\($0)" }
  }
}

extension [String] {
  /// The words one after the other, each in quotation marks.
  fileprivate var listed: String { map { "'\($0)'" }.joined(separator: ", ") }
}
