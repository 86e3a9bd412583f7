/// A value that is set from outside and used as `"${name}"`.
package struct ScenarioParameter: ScenarioPart {
  /// What its values look like.
  package var type = Kind.string
  /// The value it has when nobody sets it; after reading, the value that was used.
  package var value = JSONNode(.null)
  /// The values it may have; any when empty. A sweep can go over all of them.
  package var values: [JSONNode] = []
  /// What it means.
  package var description: String?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// What the values of a parameter look like.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Any text.
    case string
    /// A whole number.
    case integer
    /// A number.
    case number
    /// True or false.
    case boolean
    /// A span of time.
    case duration
    /// A share between nothing and everything.
    case probability
    /// A span, a range or a distribution.
    case distribution
  }
}
