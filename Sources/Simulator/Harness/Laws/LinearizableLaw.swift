import Checking
import Primitives
import World

/// Judges the operations of clients key by key against a model of one object.
///
/// The commits that the simulator saw give the order of effect, which is checked first; where they
/// do not explain the answers an order is searched.
final class LinearizableLaw<Model: SequentialModel>: RunLaw {
  let id: String
  let documentation: String
  private let meanings: OrderedDictionary<String, OperationMeaning>
  private let filter: Expression?
  private let model: @Sendable (String) throws -> Model
  private let input: @Sendable (ModelStep.Action) throws -> Model.Input
  private let output: @Sendable (ModelAnswer) throws -> Model.Output

  init(
    _ statement: HistoryStatement, _ documentation: String,
    model: @escaping @Sendable (String) throws -> Model,
    input: @escaping @Sendable (ModelStep.Action) throws -> Model.Input,
    output: @escaping @Sendable (ModelAnswer) throws -> Model.Output
  ) {
    id = statement.id
    meanings = statement.meanings
    filter = statement.filter
    self.documentation = documentation
    self.model = model
    self.input = input
    self.output = output
  }

  var interests: LawInterests { .effects }

  func judge(_ run: RunJournal) throws -> RunJudgement {
    let parts = try parts(of: run)
    guard !parts.isEmpty else {
      return RunJudgement(.undecided(reason: "no operation concerned the object"), looks: 0)
    }
    var verdicts: [Verdict] = []
    for (key, part) in parts {
      let model = try model(key)
      let witness = WitnessOrder(model, part.history, part.timeline).order
      let report = LinearizabilityChecker(model).check(part.history, witness: witness)
      verdicts.append(report.verdict.about(key))
    }
    return RunJudgement(Verdict.all(of: verdicts), looks: parts.count)
  }

  /// The operations on one object.
  private struct Part {
    var history = History<Model.Input, Model.Output>()
    /// What happened to it in order.
    var timeline: [WitnessMoment] = []
    /// The number in the history of an operation of the run.
    var numbers: [Int: Int] = [:]
  }

  private func parts(of run: RunJournal) throws -> OrderedDictionary<String, Part> {
    var steps: [Int: (step: ModelStep, answer: @Sendable (String) -> ModelAnswer?)] = [:]
    for (number, operation) in try run.operations(of: meanings.keys, where: filter) {
      guard case .object(let step, let answer)? = meanings[operation.command]?.form,
        let asked = step(ScenarioValues(operation.values))
      else { continue }
      steps[number] = (asked, answer)
    }
    let effects = run.effects.sorted { $0.value.number < $1.value.number }
    var parts = OrderedDictionary<String, Part>()
    var nextEffect = 0
    let clients = OrderedSet(run.view.operations.map(\.client))
    for (position, moment) in run.moments.enumerated() {
      while nextEffect < effects.count, effects[nextEffect].value.moment <= position {
        let number = effects[nextEffect].key
        nextEffect += 1
        guard let key = steps[number]?.step.key, let own = parts[key]?.numbers[number] else {
          continue
        }
        parts[key]?.timeline.append(.effect(own))
      }
      let number = Int(moment < 0 ? ~moment : moment)
      guard let (step, answer) = steps[number] else { continue }
      let operation = run.view.operations[number]
      if moment >= 0 {
        let own =
          parts[step.key, default: Part()].history.invoke(
            clients.members.firstIndex(of: operation.client) ?? 0, try input(step.action),
            at: operation.invoked, event: run.began(number))
        parts[step.key]?.numbers[number] = own
        parts[step.key]?.timeline.append(.began(own, hasEffect: run.effects[number] != nil))
      } else if let own = parts[step.key]?.numbers[number] {
        let outcome = try outcome(operation, answer)
        parts[step.key]?.history.end(own, outcome, at: operation.ended ?? run.now)
        parts[step.key]?.timeline.append(.ended(own))
      }
    }
    return parts
  }

  private func outcome(
    _ operation: ClientOperation, _ answer: (String) -> ModelAnswer?
  ) throws -> Outcome<Model.Output> {
    switch operation.result {
    case .pending, .unknown: return .unknown
    case .failed: return .failed
    case .succeeded(let text):
      guard let answer = answer(text) else {
        throw PropertyBreakdown("the answer '\(text)' to \(operation.command) cannot be read")
      }
      return .succeeded(try output(answer))
    }
  }
}

/// What happened to one object in a run.
enum WitnessMoment {
  /// An operation began, and a commit was made for it later or not.
  case began(Int, hasEffect: Bool)
  /// The commit for an operation.
  case effect(Int)
  /// An operation ended.
  case ended(Int)
}

/// The order of effect that the commits of a run show.
///
/// A commit stands where it happened. An operation without one, such as a read, is put at the first
/// moment at which its answer fits the state and the state stays as it is.
struct WitnessOrder<Model: SequentialModel> {
  /// The operations in order of effect, or nothing when the commits do not explain the answers.
  private(set) var order: [Int]?

  init(
    _ model: Model, _ history: History<Model.Input, Model.Output>, _ timeline: [WitnessMoment]
  ) {
    var state = model.initial
    var waiting: [Int] = []
    var order: [Int] = []
    func fits(_ number: Int) -> Bool {
      var next = state
      let operation = history.operations[number]
      let answer = model.apply(operation.input, to: &next)
      switch operation.outcome {
      case .succeeded(let seen): return next == state && model.accepts(seen, insteadOf: answer)
      case .failed, .unknown: return false
      }
    }
    for moment in timeline {
      switch moment {
      case .began(let number, let hasEffect):
        if hasEffect { continue }
        if fits(number) { order.append(number) } else { waiting.append(number) }
      case .effect(let number):
        if case .failed = history.operations[number].outcome { return }
        _ = model.apply(history.operations[number].input, to: &state)
        order.append(number)
        waiting.removeAll { number in
          guard fits(number) else { return false }
          order.append(number)
          return true
        }
      case .ended(let number):
        guard waiting.contains(number) else { continue }
        if case .succeeded = history.operations[number].outcome { return }
        waiting.removeAll { $0 == number }
      }
    }
    self.order = order
  }
}

extension Verdict {
  /// The same verdict with the part of the history that it is about named in it.
  func about(_ key: String) -> Verdict {
    switch self {
    case .holds: self
    case .violated(let evidence):
      .violated(
        Evidence(
          expected: evidence.expected, seen: evidence.seen, when: evidence.when,
          location: evidence.location, because: ["this is about '\(key)'"] + evidence.because,
          events: evidence.events))
    case .undecided(let reason): .undecided(reason: "of '\(key)': \(reason)")
    }
  }
}
