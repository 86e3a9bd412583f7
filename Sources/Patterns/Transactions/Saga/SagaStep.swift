public import Resilience
public import ServiceRuntime

/// One step of a saga: what it does, what undoes it, and how patiently either is tried.
public struct SagaStep<State: StoredValue> {
  /// Does the step, or undoes it: sends requests and notes in the state what they answered.
  ///
  /// Must tolerate repetition, which requests sent through the call given do where the service
  /// that answers recognises keys. An attempt that throws leaves the state unchanged.
  public typealias Action = (inout State, SagaCall) async throws -> Void

  /// The step's name, unique in its saga; part of its keys, so it must not change while sagas run.
  public let name: String
  /// What the step means for the saga.
  public let kind: SagaStepKind
  /// How patiently it is tried.
  public var patience: SagaPatience
  /// How patiently it is undone.
  public var undoPatience: SagaPatience
  let action: Action
  let compensation: Action?

  /// A step that can be undone.
  public static func compensatable(
    _ name: String, patience: SagaPatience = .ordinary, undoPatience: SagaPatience = .stubborn,
    _ action: @escaping Action, compensation: @escaping Action
  ) -> SagaStep {
    SagaStep(
      name: name, kind: .compensatable, patience: patience, undoPatience: undoPatience,
      action: action, compensation: compensation)
  }

  /// The step that decides: once it is done, the saga only goes forward.
  ///
  /// With a compensation an unknown outcome is undone; without one it is asked for, under the same
  /// key, until it is known, for as long as that takes.
  public static func pivot(
    _ name: String, patience: SagaPatience = .ordinary, undoPatience: SagaPatience = .stubborn,
    _ action: @escaping Action, compensation: Action? = nil
  ) -> SagaStep {
    SagaStep(
      name: name, kind: .pivot, patience: patience, undoPatience: undoPatience, action: action,
      compensation: compensation)
  }

  /// A step after the decision, tried until it succeeds; only a refusal stops it.
  ///
  /// The patience says after how many attempts people are told.
  public static func retriable(
    _ name: String, patience: SagaPatience = .ordinary, _ action: @escaping Action
  ) -> SagaStep {
    SagaStep(
      name: name, kind: .retriable, patience: patience, undoPatience: patience, action: action,
      compensation: nil)
  }

  /// A step that the saga can do without, such as a mail; its failure changes nothing.
  public static func nonCritical(
    _ name: String, patience: SagaPatience = .ordinary, _ action: @escaping Action
  ) -> SagaStep {
    SagaStep(
      name: name, kind: .nonCritical, patience: patience, undoPatience: patience, action: action,
      compensation: nil)
  }

  /// A step that changes nothing elsewhere, such as a check; there is nothing to undo.
  public static func readOnly(
    _ name: String, patience: SagaPatience = .ordinary, _ action: @escaping Action
  ) -> SagaStep {
    SagaStep(
      name: name, kind: .readOnly, patience: patience, undoPatience: patience, action: action,
      compensation: nil)
  }

  var plan: SagaStepPlan {
    SagaStepPlan(
      kind: kind, attempts: patience.attempts, undoAttempts: undoPatience.attempts,
      canBeUndone: compensation != nil)
  }
}

/// How patiently a step is tried or undone.
public struct SagaPatience: Hashable, Sendable {
  /// How long one attempt may take.
  public var timeout: Duration
  /// The most attempts, the first included.
  public var attempts: Int
  /// The pauses between them.
  public var backoff: Backoff

  /// A patience of the given parts.
  ///
  /// - Precondition: the timeout is positive and there is at least one attempt.
  public init(timeout: Duration, attempts: Int, backoff: Backoff) {
    precondition(timeout > .zero, "an attempt must be given time, got \(timeout)")
    precondition(attempts > 0, "a step needs at least one attempt, got \(attempts)")
    self.timeout = timeout
    self.attempts = attempts
    self.backoff = backoff
  }

  /// Three attempts of three seconds, with pauses of half a second and a second.
  public static let ordinary = SagaPatience(
    timeout: .seconds(3), attempts: 3,
    backoff: Backoff(.doubling, base: .milliseconds(500), cap: .seconds(10)))

  /// Twelve attempts of three seconds over some minutes, for compensations.
  public static let stubborn = SagaPatience(
    timeout: .seconds(3), attempts: 12,
    backoff: Backoff(.doubling, base: .milliseconds(500), cap: .seconds(30)))

  /// How long trying goes on at the least: the pauses between the attempts, if none is drawn.
  package var span: Duration {
    (1..<attempts).reduce(.zero) { $0 + backoff.pause(before: $1) }
  }

  /// The longest that a pause and an attempt take together.
  var longestAttempt: Duration { timeout + backoff.cap }
}
