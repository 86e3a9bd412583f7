/// Judges a whole value, usually a history, after the run; checkers combine.
///
/// Properties look at states while a run goes on; a checker looks at what is left when it is over.
package struct Checker<Subject>: Sendable {
  /// The name in reports.
  package let id: String
  /// The check itself; a check that throws decides nothing.
  private let judgement: @Sendable (Subject) throws -> Verdict

  /// A checker of the given name.
  package init(_ id: String, _ judgement: @escaping @Sendable (Subject) throws -> Verdict) {
    self.id = id
    self.judgement = judgement
  }

  /// The verdict on a value.
  package func judge(_ subject: Subject) -> Verdict {
    Verdict.judging { try judgement(subject) }
  }

  /// A checker that demands everything the given ones demand; none at all decide nothing.
  package static func all(_ id: String, _ checkers: [Checker]) -> Checker {
    Checker(id) { subject in Verdict.all(of: checkers.lazy.map { $0.judge(subject) }) }
  }

  /// The same checker for a value that holds what this one judges.
  package func pulled<Whole>(
    from part: @escaping @Sendable (Whole) throws -> Subject
  ) -> Checker<Whole> {
    Checker<Whole>(id) { whole in judge(try part(whole)) }
  }
}
