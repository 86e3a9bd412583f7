import Primitives

/// How far one saga has come, and the first thing it did wrong.
struct SagaProgress {
  private let shape: SagaShape
  private var states: [StepState]
  private var ending: SagaRecord.Ending?
  private var lastCompensated: Int?
  private var last: SagaRecord?
  private var breach: Evidence?
  private var events: [Int] = []

  init(_ shape: SagaShape) {
    self.shape = shape
    states = shape.steps.map { _ in StepState() }
  }

  /// Takes in what happened next.
  mutating func take(_ record: SagaRecord) {
    last = record
    events.append(record.event)
    switch record.action {
    case .attempted(let step): withStep(step, record) { $0.attempt($1, record) }
    case .tookEffect(let step): withStep(step, record) { $0.effect($1, record) }
    case .refused(let step): withStep(step, record) { $0.states[$1].isRefused = true }
    case .answered(let step): withStep(step, record) { $0.states[$1].isAnswered = true }
    case .compensationAttempted(let step):
      withStep(step, record) { saga, position in
        saga.demand(
          !saga.isPivotDone, record, "no compensation after the pivot", "\(step) is being undone")
        saga.states[position].isUndoing = true
      }
    case .compensated(let step): withStep(step, record) { $0.compensate($1, record) }
    case .ended(let ending): end(ending, record)
    }
  }

  /// The judgement as the run ends.
  func verdict(of name: String, isAtRest: Bool) -> Verdict {
    if let breach { return .violated(breach) }
    let remaining = left
    if ending == nil, !isAtRest {
      return .undecided(reason: "the run ended while saga \(name) was under way")
    }
    if isComplete || remaining.isEmpty && (ending == .compensated || ending == nil) {
      return .holds
    }
    let undone = shape.steps.indices.filter { isMissing($0) }.map { shape.steps[$0].name }
    return .violated(
      Evidence(
        expected: "saga \(name) ends completed or fully compensated",
        seen: "done: \(list(remaining)); not done: \(list(undone)); it "
          + (ending.map { "says it is \($0.rawValue)" } ?? "never said that it is over"),
        when: last?.instant ?? .zero, location: last?.location ?? "", events: events))
  }

  private var isPivotDone: Bool {
    states.indices.contains { shape.steps[$0].kind == .pivot && states[$0].isInEffect }
  }

  private var isCompensating: Bool { states.contains { $0.isUndoing || $0.isUndone } }

  private var isComplete: Bool { !states.indices.contains { isMissing($0) } }

  /// Steps that are in effect.
  private var left: [String] {
    states.indices.filter { states[$0].isInEffect }.map { shape.steps[$0].name }
  }

  private func isMissing(_ position: Int) -> Bool {
    shape.steps[position].kind == .readOnly
      ? !states[position].isAnswered : !states[position].isInEffect
  }

  private func list(_ names: [String]) -> String {
    names.isEmpty ? "nothing" : names.joined(separator: ", ")
  }

  private mutating func attempt(_ position: Int, _ record: SagaRecord) {
    let step = shape.steps[position].name
    demand(
      !isCompensating, record, "no step forward once compensation has begun",
      "\(step) was asked for")
    let early = states.indices.prefix(position).first { isMissing($0) }
    demand(
      early == nil || states[position].isInEffect, record,
      "\(early.map { shape.steps[$0].name } ?? "every step before") is done before \(step)",
      "\(step) was asked for first")
    states[position].isAttempted = true
    states[position].isRefused = false
  }

  private mutating func effect(_ position: Int, _ record: SagaRecord) {
    let step = shape.steps[position].name
    demand(
      states[position].isAttempted, record, "\(step) is asked for before it is done",
      "it took effect unasked")
    demand(
      shape.steps[position].kind != .readOnly, record, "the read-only step \(step) leaves nothing",
      "it took effect")
    demand(
      !states[position].isDone, record, "\(step) takes effect at most once", "it did so again")
    demand(
      !states[position].isRefused, record,
      "\(step) was refused and has no effect", "it took effect")
    demand(
      states.indices.prefix(position).allSatisfy { !isMissing($0) } || isCompensating, record,
      "what is done is a beginning of the saga", "\(step) is done, a step before it is not")
    states[position].isDone = true
  }

  private mutating func compensate(_ position: Int, _ record: SagaRecord) {
    let step = shape.steps[position]
    demand(
      step.kind == .compensatable, record, "only a compensatable step is undone",
      "\(step.name) was undone")
    demand(
      states[position].isDone, record, "only what was done is undone",
      "\(step.name) was undone and had never taken effect")
    demand(
      !states[position].isUndone, record,
      "the compensation of \(step.name) takes effect at most once",
      "it did so again")
    demand(
      !isPivotDone, record, "nothing is undone after the pivot", "\(step.name) was undone")
    let later = states.indices.dropFirst(position + 1).first {
      states[$0].isInEffect && shape.steps[$0].kind == .compensatable
    }
    demand(
      later == nil && position <= lastCompensated ?? position, record,
      "compensations go backwards",
      "\(step.name) was undone before "
        + (later.map { shape.steps[$0].name } ?? "a later step"))
    lastCompensated = position
    states[position].isUndone = true
  }

  private mutating func end(_ ending: SagaRecord.Ending, _ record: SagaRecord) {
    demand(self.ending == nil, record, "a saga ends once", "it ended again as \(ending.rawValue)")
    self.ending = ending
    switch ending {
    case .completed:
      demand(isComplete, record, "a completed saga has done every step", "done: \(list(left))")
    case .compensated:
      demand(left.isEmpty, record, "a compensated saga leaves nothing", "left: \(list(left))")
    }
  }

  private mutating func withStep(
    _ name: String, _ record: SagaRecord, _ body: (inout SagaProgress, Int) -> Void
  ) {
    guard let position = shape.position(of: name) else {
      demand(false, record, "the steps of \(shape.name)", "an unknown step \(name)")
      return
    }
    body(&self, position)
  }

  private mutating func demand(
    _ isKept: Bool, _ record: SagaRecord, _ expected: String, _ seen: String
  ) {
    guard !isKept, breach == nil else { return }
    breach = Evidence(
      expected: expected, seen: seen, when: record.instant, location: record.location,
      because: ["in saga \(record.saga) of \(shape.name)"], events: events)
  }

  /// What is known of one step.
  private struct StepState {
    var isAttempted = false
    var isDone = false
    /// Whether the last attempt is known to have had no effect.
    var isRefused = false
    var isAnswered = false
    var isUndoing = false
    var isUndone = false
    var isInEffect: Bool { isDone && !isUndone }
  }
}
