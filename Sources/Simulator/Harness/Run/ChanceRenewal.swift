package import Engine
package import Primitives

/// Has a run go on with another seed's chance from an instant on.
///
/// Everything before the instant is as it was, so that runs which differ in the seed alone are
/// the continuations that one beginning could have had.
package struct ChanceRenewal: Hashable, Sendable {
  /// From when on; nothing has happened yet at this instant.
  package let instant: Instant
  /// The seed whose draws are taken from then on.
  package let seed: Seed

  /// A renewal at an instant.
  package init(at instant: Instant, with seed: Seed) {
    self.instant = instant
    self.seed = seed
  }
}
