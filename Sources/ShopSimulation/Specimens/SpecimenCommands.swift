import Checking
import Harness
import Primitives
import ServiceRuntime
import Specimens

/// What clients can ask of specimens, and what it means to those who judge histories.
enum SpecimenCommands {
  /// Carries out a command, or gives nothing when no specimen knows it.
  static func perform(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String? {
    let values = request.arguments
    let client = SpecimenClient(
      context, service: ServiceName(values.text("at") ?? "cabinet"), deadline: request.deadline)
    let key = values.text("key") ?? "a"
    if let step = step(request.name, values) { return try await client.ask(step, of: key) }
    switch request.name {
    case "transfer":
      return try await client.transfer(
        from: values.text("from") ?? "", to: values.text("to") ?? "",
        values.integer("amount") ?? 1)
    case "balance": return try await client.ask(.total, of: values.text("account") ?? "")
    case "post":
      return try await client.post(values.text("id") ?? "", values.integer("amount") ?? 1)
    case "transact":
      return try await client.ask(transaction(values).map(SpecimenCommands.cabinetStep))
    case "pull": return try await client.pull(values.integer("depth") ?? 1)
    case "errand":
      return try await client.errand(
        values.text("id") ?? "", isRefused: values.flag("refused") ?? false)
    default: return nil
    }
  }

  /// The step that a command on one key stands for.
  private static func step(_ name: String, _ values: ScenarioValues) -> CabinetStep? {
    let holder = values.text("name") ?? ""
    switch name {
    case "read": return .read
    case "write": return .write(values.text("value") ?? "")
    case "swap": return .swap(values.text("from") ?? "", values.text("to") ?? "")
    case "add": return .add(values.integer("amount") ?? 1)
    case "total": return .total
    case "put": return .put(values.text("item") ?? "")
    case "take": return .take
    case "reserve": return .reserve(holder, values.integer("quantity") ?? 1)
    case "confirm": return .confirm(holder)
    case "release": return .release(holder)
    case "left": return .left
    default: return nil
    }
  }

  /// The same step as models know it.
  private static func action(_ step: CabinetStep) -> ModelStep.Action {
    switch step {
    case .read, .total, .left, .list: .read
    case .write(let value): .write(value)
    case .swap(let from, let to): .swap(from: from, to: to)
    case .add(let amount): .add(amount)
    case .put(let item): .put(item)
    case .take: .take
    case .reserve(let name, let quantity): .reserve(name, quantity)
    case .confirm(let name): .confirm(name)
    case .release(let name): .release(name)
    }
  }

  private static func answer(_ text: String) -> ModelAnswer? {
    switch text {
    case "done": .done
    case "refused": .refused
    case "nothing": .nothing
    default: Int(text).map { .number($0) } ?? .value(text)
    }
  }

  // MARK: Transactions

  /// The steps of a transaction as they are written: `append x 1`, `read x`.
  private static func transaction(_ values: ScenarioValues) -> [TransactionStep] {
    (values.node["steps"]?.items ?? []).compactMap { node in
      let words = (node.text ?? "").split(separator: " ").map(String.init)
      switch words.count {
      case 3: return Int(words[2]).map { .append(words[1], $0) }
      case 2: return .readList(words[1], [])
      default: return nil
      }
    }
  }

  private static func cabinetStep(_ step: TransactionStep) -> (key: String, step: CabinetStep) {
    switch step {
    case .append(let key, let value), .write(let key, let value): (key, .put("\(value)"))
    case .readList(let key, _), .read(let key, _): (key, .list)
    }
  }

  private static func answered(_ values: ScenarioValues, _ answer: String) -> [TransactionStep]? {
    let answers = answer.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
    let asked = transaction(values)
    guard asked.count == answers.count else { return nil }
    return zip(asked, answers).map { step, answer in
      guard case .readList(let key, _) = step else { return step }
      return .readList(key, answer.split(separator: " ").compactMap { Int($0) })
    }
  }

  // MARK: The vocabulary

  /// Every command of the specimens.
  static let all: [ScenarioVocabulary.Command] =
    [
      onKey("read", "tells the value under a key", []),
      onKey("write", "replaces the value under a key", [text("value", "the new value")]),
      onKey(
        "swap", "replaces the value under a key if it is the expected one",
        [text("from", "the expected value"), text("to", "the new value")]),
      onKey("add", "raises the number under a key and tells it", [number("amount", "by how much")]),
      onKey("total", "tells the number under a key", []),
      onKey("put", "puts an item into the queue under a key", [text("item", "the item")]),
      onKey("take", "takes the first item out of the queue under a key", []),
      onKey(
        "reserve", "holds units back", [text("name", "for what"), number("quantity", "how many")]),
      onKey("confirm", "sells the units that are held back", [text("name", "for what")]),
      onKey("release", "gives units back", [text("name", "for what")]),
      onKey("left", "tells the units that may still be reserved", []),
    ] + [transfer, balance, post, transact, pull, errand]

  private static let transfer = ScenarioVocabulary.Command(
    "transfer", "moves an amount from one account to another",
    arguments: [text("from", "whose"), text("to", "to whom"), number("amount", "how much"), at],
    operation: .object(
      { values in
        ModelStep(
          "accounts",
          .transfer(
            from: values.text("from") ?? "", to: values.text("to") ?? "",
            values.integer("amount") ?? 1))
      }, answer: answer))

  private static let balance = ScenarioVocabulary.Command(
    "balance", "tells what is in an account", arguments: [text("account", "which one"), at],
    operation: .object(
      { ModelStep("accounts", .balance($0.text("account") ?? "")) }, answer: answer))

  private static let post = ScenarioVocabulary.Command(
    "post", "writes an amount into the ledger, once for each id",
    arguments: [text("id", "under which it is asked for"), number("amount", "how much"), at])

  private static let transact = ScenarioVocabulary.Command(
    "transact", "reads and appends to lists in one transaction",
    arguments: [
      ScenarioField(
        "steps", .list(.phrase(["read KEY", "append KEY NUMBER"])), isRequired: true,
        "what is done in order",
        example: "[\"read x\", \"append x {n}\"]"), at,
    ], operation: .transaction(asked: transaction, answered: answered))

  private static let pull = ScenarioVocabulary.Command(
    "pull", "asks one end of a knot",
    arguments: [number("depth", "how many ends are asked in turn"), at])

  private static let errand = ScenarioVocabulary.Command(
    "errand", "has an errand run",
    arguments: [
      text("id", "the errand"),
      ScenarioField("refused", .flag, fallback: "false", "whether its payment is refused"), at,
    ])

  private static let at = ScenarioField(
    "at", .name, fallback: "\"cabinet\"", "the service that is asked")

  private static func onKey(
    _ name: String, _ meaning: String, _ arguments: [ScenarioField]
  ) -> ScenarioVocabulary.Command {
    ScenarioVocabulary.Command(
      name, meaning,
      arguments: [ScenarioField("key", .text, fallback: "\"a\"", "the key")] + arguments + [at],
      operation: .object(
        { values in
          step(name, values).map { ModelStep(values.text("key") ?? "a", action($0)) }
        }, answer: answer))
  }

  private static func text(_ name: String, _ meaning: String) -> ScenarioField {
    ScenarioField(name, .text, meaning)
  }

  private static func number(_ name: String, _ meaning: String) -> ScenarioField {
    ScenarioField(name, .integer(0...1_000_000), meaning)
  }
}

extension JSONNode {
  /// The items, where this is a list.
  fileprivate var items: [JSONNode]? {
    guard case .list(let items) = value else { return nil }
    return items
  }
}
