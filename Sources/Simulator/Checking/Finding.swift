/// What one look at the world says about a law.
///
/// A finding speaks of the law, never of the condition inside it: a law of kind `never` that sees
/// the forbidden thing is broken.
public enum Finding: Equatable, Sendable {
  /// The law is kept in this state.
  case satisfied
  /// The law is not kept in this state: what it demands, what is there, and why.
  case broken(expected: String, seen: String, because: [String])
  /// Things that are still owed, each by name; for a law with a time limit each runs on its own.
  ///
  /// An empty list is as good as `satisfied`. A law without a time limit is broken while
  /// anything is owed.
  case owing([String])
  /// Things are still owed, of which this is owed for the longest time; as good as to name all.
  case owingSince(OldestDebt)
  /// The law says nothing about this state, so this look does not count.
  case notApplicable

  /// A finding from a plain condition.
  public static func holding(
    _ isKept: Bool, expected: @autoclosure () -> String, seen: @autoclosure () -> String,
    because: @autoclosure () -> [String] = []
  ) -> Finding {
    isKept ? .satisfied : .broken(expected: expected(), seen: seen(), because: because())
  }

  /// The same finding with what is owed read as a plain breach.
  var withoutDebts: Finding {
    switch self {
    case .satisfied, .broken, .notApplicable: self
    case .owingSince(let debt): Finding.owing([debt.name]).withoutDebts
    case .owing(let names):
      names.isEmpty
        ? .satisfied
        : .broken(
          expected: "nothing is owed", seen: "owed: \(names.joined(separator: ", "))", because: [])
    }
  }
}
