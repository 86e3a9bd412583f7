package import Primitives

/// One sentence of the story of a failure, and the event that it tells.
package struct StorySentence: Hashable, Sendable {
  /// When it happened.
  package let instant: Instant
  /// What happened, in a plain sentence.
  package let text: String
  /// The event of the trace; -1 for what no single event says.
  package let event: Int
  /// How it stands out.
  package let weight: Moment.Weight
}
