/// What a saga does next, given what happened; a value that knows neither time nor network.
///
/// The rules: a step that fails is repeated before anything is undone. What is undone is exactly
/// what was done or may have been, in reverse order, and a failure of one undoing does not stop
/// the others. Once the saga is decided it only goes forward. A saga counts as compensated only if
/// the owner of every step has said so.
struct SagaStateMachine: Hashable {
  let plan: [SagaStepPlan]
  private(set) var progress: SagaProgress

  init(_ plan: [SagaStepPlan], _ progress: SagaProgress? = nil) {
    self.plan = plan
    self.progress = progress ?? SagaProgress(stepCount: plan.count)
    precondition(
      self.progress.steps.count == plan.count,
      "the record has \(self.progress.steps.count) steps, the definition \(plan.count)")
  }

  /// Whether no step that may turn the saga back follows one after which it cannot.
  static func isSound(_ plan: [SagaStepPlan]) -> Bool {
    let forward = plan.firstIndex { $0.kind == .pivot || $0.kind == .retriable } ?? plan.count
    return plan.dropFirst(forward + 1).allSatisfy {
      $0.kind == .retriable || $0.kind == .nonCritical
    }
  }

  /// Whether the saga can no longer turn back.
  var isDecided: Bool {
    plan.indices.contains { index in
      switch plan[index].kind {
      case .pivot: progress.steps[index].state == .done
      case .retriable: progress.steps[index].state != .pending
      case .compensatable, .readOnly, .nonCritical: false
      }
    }
  }

  // MARK: Inputs

  /// The saga begins.
  mutating func begin() -> SagaAction {
    precondition(progress.status == .pending, "a saga begins once, it is \(progress.status)")
    progress.status = .inProgress
    return advance(isLate: false)
  }

  /// The step under way, or its undoing, has succeeded.
  mutating func succeeded(isLate: Bool) -> SagaAction {
    let step = requireCurrent()
    switch progress.status {
    case .inProgress:
      progress.steps[step].state = .done
      return advance(isLate: isLate)
    case .compensating:
      progress.steps[step].state = .compensated
      return unwind()
    case .pending, .completed, .compensated, .compensationFailed:
      preconditionFailure("step \(step) succeeds in a saga that is \(progress.status)")
    }
  }

  /// The step under way, or its undoing, has failed.
  ///
  /// - Parameter hadEffect: whether part of it was carried out all the same.
  mutating func failed(_ failure: SagaFailure, hadEffect: Bool, isLate: Bool) -> SagaAction {
    let step = requireCurrent()
    switch progress.status {
    case .inProgress:
      if failure == .unknown || hadEffect { progress.steps[step].mayHaveHappened = true }
      return stepFailed(step, failure, isLate: isLate)
    case .compensating:
      let mayRepeat = progress.steps[step].attempts < plan[step].undoAttempts
      if failure != .refused, mayRepeat { return again(step) }
      progress.steps[step].state = .stuck
      return unwind()
    case .pending, .completed, .compensated, .compensationFailed:
      preconditionFailure("step \(step) fails in a saga that is \(progress.status)")
    }
  }

  /// The saga is taken up after a crash: what the record says is under way may have happened.
  mutating func resume(isLate: Bool) -> SagaAction {
    switch progress.status {
    case .pending:
      return begin()
    case .completed, .compensated, .compensationFailed:
      return .end(progress.status)
    case .compensating:
      let step = requireCurrent()
      return .compensate(step, attempt: progress.steps[step].attempts)
    case .inProgress:
      let step = requireCurrent()
      progress.steps[step].mayHaveHappened = true
      if isLate, !isDecided, canTurnBack(at: step) { return turnBack(at: step) }
      return .run(step, attempt: progress.steps[step].attempts)
    }
  }

  /// People have removed what was in the way: what is stuck is tried again.
  mutating func reopen() -> SagaAction? {
    guard progress.status == .compensationFailed else { return nil }
    if let refused = plan.indices.last(where: { plan[$0].kind == .retriable && hasFailed($0) }) {
      progress.status = .inProgress
      return start(refused)
    }
    for step in progress.steps.indices where progress.steps[step].state == .stuck {
      progress.steps[step].state = .unknown
    }
    progress.status = .compensating
    return unwind()
  }

  // MARK: Rules

  private mutating func advance(isLate: Bool) -> SagaAction {
    guard let next = progress.steps.firstIndex(where: { $0.state == .pending }) else {
      return end(.completed)
    }
    if isLate, !isDecided { return unwindAll() }
    return start(next)
  }

  private mutating func stepFailed(
    _ step: Int, _ failure: SagaFailure, isLate: Bool
  ) -> SagaAction {
    let mayRepeat = failure != .refused && progress.steps[step].attempts < plan[step].attempts
    switch plan[step].kind {
    case .compensatable, .readOnly:
      return mayRepeat && !isLate ? again(step) : turnBack(at: step)
    case .pivot:
      if mayRepeat && !isLate { return again(step) }
      return failure == .refused || canTurnBack(at: step) ? turnBack(at: step) : again(step)
    case .retriable:
      guard failure == .refused else { return again(step) }
      progress.steps[step].state = .failed
      return end(.compensationFailed)
    case .nonCritical:
      if mayRepeat { return again(step) }
      progress.steps[step].state = .skipped
      return advance(isLate: isLate)
    }
  }

  /// Whether giving the step up leaves nothing behind that nobody could undo.
  func canTurnBack(at step: Int) -> Bool {
    switch plan[step].kind {
    case .compensatable, .readOnly: true
    case .pivot: plan[step].canBeUndone || !progress.steps[step].mayHaveHappened
    case .retriable, .nonCritical: false
    }
  }

  private mutating func turnBack(at step: Int) -> SagaAction {
    // Where there is nothing to undo it with, giving up needs a refusal, which answers for the key.
    let isUnknown = progress.steps[step].mayHaveHappened && plan[step].canBeUndone
    progress.steps[step].state = isUnknown ? .unknown : .failed
    return unwindAll()
  }

  private mutating func unwindAll() -> SagaAction {
    progress.status = .compensating
    return unwind()
  }

  private mutating func unwind() -> SagaAction {
    let due = plan.indices.last { index in
      let state = progress.steps[index].state
      return plan[index].canBeUndone && (state == .done || state == .unknown)
    }
    if let due {
      progress.steps[due].state = .compensating
      progress.steps[due].attempts = 1
      return .compensate(due, attempt: 1)
    }
    let isClean = !progress.steps.contains { $0.state == .stuck }
    return end(isClean ? .compensated : .compensationFailed)
  }

  private mutating func start(_ step: Int) -> SagaAction {
    progress.steps[step].state = .running
    progress.steps[step].attempts = 1
    return .run(step, attempt: 1)
  }

  private mutating func again(_ step: Int) -> SagaAction {
    progress.steps[step].attempts += 1
    let attempt = progress.steps[step].attempts
    return progress.status == .compensating
      ? .compensate(step, attempt: attempt) : .run(step, attempt: attempt)
  }

  private mutating func end(_ status: SagaStatus) -> SagaAction {
    precondition(status.isTerminal, "a saga cannot end as \(status)")
    progress.status = status
    return .end(status)
  }

  private func hasFailed(_ step: Int) -> Bool { progress.steps[step].state == .failed }

  private func requireCurrent() -> Int {
    guard let step = progress.current else {
      preconditionFailure("a saga that is \(progress.status) has no step under way")
    }
    return step
  }
}

/// What an orchestrator is to do.
enum SagaAction: Hashable {
  /// Try a step.
  case run(Int, attempt: Int)
  /// Try to undo a step.
  case compensate(Int, attempt: Int)
  /// Nothing more.
  case end(SagaStatus)
}

/// What an attempt that failed says about its effect.
enum SagaFailure: Hashable, CaseIterable {
  /// It did not happen, and repeating it would be refused as well.
  case refused
  /// It did not happen, and repeating it may help.
  case transient
  /// Nobody knows.
  case unknown
}

/// What the rules need to know of a step.
struct SagaStepPlan: Hashable {
  /// What the step means for the saga.
  var kind: SagaStepKind
  /// How often it is tried.
  var attempts: Int
  /// How often undoing it is tried.
  var undoAttempts: Int
  /// Whether there is a compensation.
  var canBeUndone: Bool
}

/// What a step means for its saga.
public enum SagaStepKind: String, Hashable, Sendable, CaseIterable {
  /// It can be undone.
  case compensatable
  /// It decides: once it is done the saga only goes forward.
  case pivot
  /// It follows the decision and is tried until it succeeds.
  case retriable
  /// The saga can do without it.
  case nonCritical = "non-critical"
  /// It changes nothing.
  case readOnly = "read-only"
}
