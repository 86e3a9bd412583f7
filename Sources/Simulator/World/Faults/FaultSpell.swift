package import Primitives

/// One strike of a planned fault, from the strike to its healing.
package struct FaultSpell: Hashable, Sendable {
  /// The fault's id.
  package let id: String
  /// When it struck.
  package let from: Instant
  /// When it was healed; nothing while it lasts, and for a strike of which nothing lasts.
  package internal(set) var until: Instant?
  /// The number of the strike where something of it lasts.
  var strike: Int?

  init(id: String, from: Instant) {
    self.id = id
    self.from = from
  }

  /// Whether something of it lasts until it is healed.
  package var lasts: Bool { strike != nil }
}
