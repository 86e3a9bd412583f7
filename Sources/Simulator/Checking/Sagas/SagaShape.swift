/// A saga's definition, as far as judging it needs: its steps in order and what each may do.
public struct SagaShape: Equatable, Sendable {
  /// The name in reports.
  public let name: String
  /// The steps in the order in which they are begun.
  public let steps: [Step]

  /// A saga of the given steps.
  ///
  /// - Precondition: step names differ, and nothing that can be undone comes after a pivot.
  public init(_ name: String, _ steps: [Step]) {
    var names = Set<String>()
    var isPastPivot = false
    for step in steps {
      precondition(names.insert(step.name).inserted, "the step '\(step.name)' occurs twice")
      precondition(
        !(isPastPivot && step.kind == .compensatable),
        "the step '\(step.name)' could be undone but follows a pivot")
      isPastPivot = isPastPivot || step.kind == .pivot
    }
    self.name = name
    self.steps = steps
  }

  /// The position of a step.
  func position(of step: String) -> Int? { steps.firstIndex { $0.name == step } }

  /// One step.
  public struct Step: Equatable, Sendable {
    /// The name, as the log has it.
    public let name: String
    /// What the step may do.
    public let kind: Kind

    /// A step of a kind.
    public init(_ name: String, _ kind: Kind) {
      self.name = name
      self.kind = kind
    }
  }

  /// What a step may do.
  public enum Kind: Equatable, Sendable {
    /// It has an effect that a compensation takes back.
    case compensatable
    /// Once it is done the saga must go on to the end.
    case pivot
    /// It comes after the pivot and is repeated until it is done.
    case retriable
    /// It has no effect.
    case readOnly
  }
}
