import Primitives

/// What a reaction listens to and what it may publish.
public struct ReactionOutline: Hashable, Sendable {
  /// The reaction's name.
  public let name: String
  /// The type of event that it hears.
  public let hears: String
  /// The types of events that it may publish.
  public let emits: [String]

  /// An outline of the given parts.
  public init(name: String, hears: String, emits: [String]) {
    self.name = name
    self.hears = hears
    self.emits = emits
  }

  /// The types of events that leave a saga hanging: published, heard by nobody, and not its end.
  ///
  /// Collect the outlines of all services and let a test demand that there are none.
  ///
  /// - Parameters:
  ///   - outlines: the reactions of every service.
  ///   - first: the types of events that begin sagas.
  ///   - last: the types of events that need no reaction.
  /// - Returns: dead ends in the order in which they are met.
  public static func deadEnds(
    among outlines: [ReactionOutline], from first: [String], endingWith last: [String]
  ) -> [String] {
    let heard = Set(outlines.map(\.hears)).union(last)
    let published = OrderedSet(first + outlines.flatMap(\.emits))
    return published.members.filter { !heard.contains($0) }
  }
}
