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
  package var origin = Origin()

  package init() {}

  /// What the values of a parameter look like.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case string, integer, number, boolean, duration, probability, distribution
  }
}
