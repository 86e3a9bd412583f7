/// Judges a whole value, usually what a run has left, after the run; checkers combine.
///
/// Properties look at states while a run goes on; a checker looks at what is left when it is over.
///
/// ```swift
/// let laws = Checker<Run>.all(
///   "shop",
///   [
///     Checker.linearizable("one-copy", Register(initial: 0)).pulled(from: \Run.registers),
///     Checker.figure("quick", .errorRate(atMost: .percent(1))).pulled(from: \Run.calls),
///   ])
/// ```
public struct Checker<Subject>: Sendable {
  /// The name in reports, in lower case with hyphens.
  public let id: String
  /// The law in one sentence.
  public let documentation: String
  /// The check itself; a check that throws decides nothing.
  private let judgement: @Sendable (Subject) throws -> Verdict

  /// A checker of the given name.
  ///
  /// - Precondition: the id is not empty.
  public init(
    _ id: String, _ documentation: String = "",
    _ judgement: @escaping @Sendable (Subject) throws -> Verdict
  ) {
    precondition(!id.isEmpty, "a checker's id must not be empty")
    self.id = id
    self.documentation = documentation.isEmpty ? id : documentation
    self.judgement = judgement
  }

  /// The verdict on a value.
  public func judge(_ subject: Subject) -> Verdict {
    Verdict.judging { try judgement(subject) }
  }

  /// A checker that demands everything the given ones demand; none at all decide nothing.
  public static func all(_ id: String, _ checkers: [Checker]) -> Checker {
    Checker(id, checkers.map(\.documentation).joined(separator: "; ")) { subject in
      Verdict.all(of: checkers.lazy.map { $0.judge(subject) })
    }
  }

  /// The same checker for a value that holds what this one judges.
  public func pulled<Whole>(
    from part: @escaping @Sendable (Whole) throws -> Subject
  ) -> Checker<Whole> {
    Checker<Whole>(id, documentation) { whole in judge(try part(whole)) }
  }
}
