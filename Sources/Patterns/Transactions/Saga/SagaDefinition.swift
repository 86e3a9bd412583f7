public import Primitives
public import ServiceRuntime

/// The steps of a saga, their compensations, and what else belongs to it.
///
/// Checks and steps that can be undone come first, then at most one step that decides, then steps
/// that only go forward; steps that the saga can do without stand anywhere.
public struct SagaDefinition<State: StoredValue> {
  /// Runs in the transaction that ends a saga: the place to confirm or cancel what it was about.
  public typealias Ended = (SagaOutcome<State>, any StoreTransaction) async throws -> Void

  /// The saga's name, unique in its service; part of the names of its tables.
  public let name: String
  /// How long it may take until it is decided; afterwards it turns back.
  public let deadline: Duration
  /// The steps in order.
  public let steps: [SagaStep<State>]
  let ended: Ended
  let plan: [SagaStepPlan]
  /// How long an orchestrator owns a saga without a sign of life.
  ///
  /// Longer than any single thing that it does between two records.
  let lease: Duration

  /// A saga of these steps.
  ///
  /// - Precondition: the deadline is positive, names are unique, and no step that can or may fail
  ///   the saga follows one after which it only goes forward.
  public init(
    _ name: String, deadline: Duration, steps: [SagaStep<State>],
    ended: @escaping Ended = { _, _ in }
  ) {
    precondition(deadline > .zero, "saga \(name) must be given time, got \(deadline.text)")
    precondition(
      OrderedSet(steps.map(\.name)).count == steps.count,
      "saga \(name) has two steps of one name: \(steps.map(\.name))")
    self.name = name
    self.deadline = deadline
    self.steps = steps
    self.ended = ended
    plan = steps.map(\.plan)
    let longest = steps.map { max($0.patience.longestAttempt, $0.undoPatience.longestAttempt) }
    lease = (longest.max() ?? .zero) * 2 + .seconds(5)
    precondition(
      SagaStateMachine.isSound(plan), "saga \(name) could fail after it has been decided")
  }
}

/// How a saga ended.
public struct SagaOutcome<State: StoredValue> {
  /// Which saga.
  public let id: SagaID
  /// How: completed, compensated, or left for people.
  public let status: SagaStatus
  let content: SagaContent<State>
  /// Why it did not complete.
  public let reason: String?

  /// What its steps found out.
  public var state: State { content.value }
}
