public import Primitives

/// How far a saga has come.
public enum SagaStatus: String, Codable, Sendable, Hashable, CaseIterable {
  /// It exists and has done nothing.
  case pending
  /// Its steps are being done.
  case inProgress = "in-progress"
  /// What was done is being undone.
  case compensating
  /// Every step is done, or can be done without.
  case completed
  /// Everything that was done is undone.
  case compensated
  /// It can neither go on nor back by itself: manual intervention is required.
  case compensationFailed = "compensation-failed"

  /// Whether nothing more happens by itself.
  public var isTerminal: Bool {
    switch self {
    case .pending, .inProgress, .compensating: false
    case .completed, .compensated, .compensationFailed: true
    }
  }
}

/// How far one step has come.
public enum SagaStepState: String, Codable, Sendable, Hashable, CaseIterable {
  /// Nothing has been done.
  case pending
  /// The intent is durable; whether the step took effect is not known yet.
  case running
  /// It took effect.
  case done
  /// It did not take effect and will not.
  case failed
  /// It may have taken effect, and nobody asks any more.
  case unknown
  /// It failed and the saga does without it.
  case skipped
  /// It is being undone.
  case compensating
  /// Its owner has said that it is undone.
  case compensated
  /// It could not be undone: people must look.
  case stuck
}

/// What is durable of a saga's course: its status and that of each step.
public struct SagaProgress: Codable, Sendable, Hashable {
  /// How far the saga has come.
  public internal(set) var status = SagaStatus.pending
  /// How far each step has come.
  public internal(set) var steps: [Step]

  /// One step's part.
  public struct Step: Codable, Sendable, Hashable {
    /// How far it has come.
    public internal(set) var state = SagaStepState.pending
    /// How often it was tried, or how often undoing it was.
    public internal(set) var attempts = 0
    /// Whether an attempt ended without saying whether it took effect.
    public internal(set) var mayHaveHappened = false
  }

  init(stepCount: Int) {
    steps = Array(repeating: Step(), count: stepCount)
  }

  /// The step that is being done or undone.
  var current: Int? {
    steps.firstIndex { $0.state == .running || $0.state == .compensating }
  }
}

extension SagaProgress: Fingerprinted {
  public func fingerprint(into digest: inout Digest) {
    digest.combine(status.rawValue)
    for step in steps {
      digest.combine(step.state.rawValue)
      digest.combine(step.attempts * 2 + (step.mayHaveHappened ? 1 : 0))
    }
  }
}
