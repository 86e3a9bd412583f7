/// A part of a scenario that is written as an object.
package protocol ScenarioPart: Equatable, Sendable {
  /// The part as it is when no field is given.
  init()
  /// Where it was read.
  var origin: Origin { get set }
}

/// Where a part of a scenario was read, for mistakes that are only found later.
///
/// Any two are equal, so that scenarios are compared by what they say and not by where.
package struct Origin: Hashable, Sendable {
  /// The object as it was read; nothing for parts that were made by code.
  package var node: JSONNode?

  /// No place in any file.
  package init() {}

  init(_ node: JSONNode) {
    self.node = node
  }

  /// The brace that opens the object.
  package var place: SourcePlace? { node?.mark }

  /// The value of a field on the way given, or the nearest object on this way that was written.
  package func place(_ fields: String...) -> SourcePlace? {
    var current = node
    for field in fields {
      guard let next = current?[field] else { break }
      current = next
    }
    return current?.mark
  }

  package static func == (left: Origin, right: Origin) -> Bool { true }
  package func hash(into hasher: inout Hasher) {}
}
