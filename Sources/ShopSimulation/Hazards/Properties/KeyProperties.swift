import Checking
import Harness
import Hazards
import Primitives
import Transactions

/// Laws about idempotency keys: what they stand for, and that they live and die with their effect.
struct KeyProperties {
  private let facts: HazardFacts

  init(_ facts: HazardFacts) {
    self.facts = facts
  }

  /// All of them.
  var all: [Property<SystemView>] {
    [oneKey, together, required, oneAnswer, oneRequest]
  }

  /// All attempts at one order carry one key, and no other order has it (patterns K14, K15).
  private var oneKey: Property<SystemView> {
    Property(
      "one-key-per-order", .always, "an order has one key, and no other order has it",
      source: "patterns K14, K15", reading: [facts.movementSubject] + facts.keySubjects
    ) { [facts] view, _ in
      var owners = OrderedDictionary<String, String>()
      for (order, movements) in facts.movementsByOrder(view) {
        let keys = OrderedSet(movements.filter { $0.kind == .taken }.compactMap(\.key))
        guard keys.count <= 1 else {
          return .broken(
            expected: "one key for order \(order)", seen: "\(keys.count) keys",
            because: keys.map { "order \(order) took units under \($0)" })
        }
        guard let key = keys.members.first else { continue }
        if let other = owners[key] {
          return .broken(
            expected: "\(key) for order \(other) alone", seen: "also for order \(order)",
            because: [])
        }
        owners[key] = order
      }
      return .satisfied
    }
  }

  /// A key's row is there exactly if its effect is, in every state on disk (patterns K12).
  private var together: Property<SystemView> {
    Property(
      "keys-and-effects-together", .always, "an effect is durable exactly if its key is",
      source: "patterns K12", reading: [facts.movementSubject] + facts.keySubjects
    ) { [facts] view, _ in
      let effects = OrderedSet(
        facts.movements(view).filter { $0.kind == .taken }.compactMap(\.key))
      let rows = OrderedSet(KeyProperties.keys(of: facts, view))
      if let effect = effects.first(where: { !rows.contains($0) }) {
        return .broken(
          expected: "the key \(effect) beside its effect", seen: "the effect alone",
          because: ["a crash now would repeat it"])
      }
      if let row = rows.first(where: { !effects.contains($0) }) {
        return .broken(
          expected: "an effect beside the key \(row)", seen: "the key alone",
          because: ["a crash now would answer for what never happens"])
      }
      return .satisfied
    }
  }

  /// The keys of requests that were answered with a yes.
  private static func keys(of facts: HazardFacts, _ view: SystemView) -> [String] {
    let handled = view.values(of: WarehouseService.handledKeyTable, in: facts.warehouse)
      .compactMap { record -> String? in
        guard case .completed = record.status else { return nil }
        return record.key.text
      }
    return view.values(of: WarehouseService.keyTable, in: facts.warehouse).map(\.key) + handled
  }

  /// A request without a key changes nothing (patterns K13).
  private var required: Property<SystemView> {
    Property(
      "every-effect-has-a-key", .always, "nothing is taken for a request without a key",
      source: "patterns K13", reading: [facts.movementSubject]
    ) { [facts] view, _ in
      let without = facts.movements(view).first { $0.kind == .taken && ($0.key ?? "").isEmpty }
      return .holding(
        without == nil, expected: "a key on every taking", seen: "none",
        because: without.map { [$0.sentence] } ?? [])
    }
  }

  /// Whoever repeats a request under its key is told the same (patterns K10).
  private var oneAnswer: Property<SystemView> {
    Property(
      "one-answer-per-key", .always, "all answers to one request under a key are equal",
      source: "patterns K10", reading: [SystemView.operationsSubject]
    ) { view, _ in
      var answers = OrderedDictionary<String, String>()
      for (arguments, answer) in KeyProperties.takings(view) {
        guard let first = answers[arguments] else {
          answers[arguments] = answer
          continue
        }
        guard first == answer else {
          return .broken(
            expected: "\(arguments): \(first)", seen: "\(arguments): \(answer)", because: [])
        }
      }
      return .satisfied
    }
  }

  /// A key that was used stands for one request (patterns K11).
  private var oneRequest: Property<SystemView> {
    Property(
      "a-key-means-one-request", .always, "another request under a used key is refused",
      source: "patterns K11", reading: [SystemView.operationsSubject]
    ) { view, _ in
      var requests = OrderedDictionary<String, String>()
      for (arguments, _) in KeyProperties.takings(view) {
        guard let key = KeyProperties.key(in: arguments) else { continue }
        guard let first = requests[key] else {
          requests[key] = arguments
          continue
        }
        guard first == arguments else {
          return .broken(
            expected: "\(key) for: \(first)", seen: "an answer also for: \(arguments)",
            because: [])
        }
      }
      return .satisfied
    }
  }

  /// What clients asked of the warehouse themselves, and were answered.
  private static func takings(_ view: SystemView) -> [(arguments: String, answer: String)] {
    view.operations.compactMap { operation in
      guard operation.command == "take-units", case .succeeded(let answer) = operation.result
      else { return nil }
      return (operation.arguments, answer)
    }
  }

  /// The key in arguments as people say them.
  private static func key(in arguments: String) -> String? {
    arguments.split(separator: ",").map { $0.drop { $0 == " " } }.first { $0.hasPrefix("key ") }
      .map(String.init)
  }
}
