/// What a linearizability check found out, and at what cost.
@usableFromInline
package struct LinearizabilityReport: Equatable, Sendable {
  /// The judgement.
  package let verdict: Verdict
  /// The operations, by number, in an order that explains every answer, part after part.
  ///
  /// On a violation it is the longest explained order of the part that fails.
  package let order: [Int]
  /// The operation that cannot follow the order, on a violation.
  package let blocked: Int?
  /// How the judgement was reached.
  package let method: Method
  /// The number of times the model was asked.
  package let steps: Int
  /// The memory that remembered configurations took at most, in bytes.
  package let memory: Int

  init(
    verdict: Verdict, order: [Int], blocked: Int?, method: Method, steps: Int, memory: Int
  ) {
    self.verdict = verdict
    self.order = order
    self.blocked = blocked
    self.method = method
    self.steps = steps
    self.memory = memory
  }

  /// The report on a history that a known order explains.
  @usableFromInline
  init(following witness: [Int]) {
    self.init(
      verdict: .holds, order: witness, blocked: nil, method: .witness, steps: witness.count,
      memory: 0)
  }

  /// How a judgement was reached.
  package enum Method: Equatable, Sendable {
    /// The order of effect that the caller knew explains every answer.
    case witness
    /// By search; the sentence says why the witness was not enough, where there was one.
    case search(because: String?)
  }
}

/// How much a search may cost before it gives up undecided.
public struct SearchLimits: Hashable, Sendable {
  /// The most times the model may be asked.
  public let steps: Int
  /// The most memory that remembered configurations may take, in bytes.
  public let memory: Int

  /// Limits on steps and bytes.
  public init(steps: Int, memory: Int) {
    precondition(steps > 0 && memory > 0, "limits must be positive: \(steps), \(memory)")
    self.steps = steps
    self.memory = memory
  }

  /// Fifty million steps and 400 MB: some ten seconds on one core.
  public static let usual = SearchLimits(steps: 50_000_000, memory: 400_000_000)
}
