package import Primitives

/// One line of a timeline: when, where, what.
package struct Moment: Hashable, Sendable {
  /// When it happened.
  package let instant: Instant
  /// The host where it happened.
  package let place: String
  /// What happened, in words.
  package let text: String
  /// The event of the trace that it tells.
  package let event: Int
  /// How it should stand out.
  package let weight: Weight

  /// How a line stands out from the others.
  package enum Weight: Hashable, Sendable {
    /// Part of the course of things.
    case ordinary
    /// A fault, or what a fault did.
    case fault
    /// The moment at which a law was broken.
    case violation
  }
}
