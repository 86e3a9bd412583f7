import Engine
import Primitives

/// How long commits take, prepared once for drawing.
struct CommitDelays {
  private let writing: DelayLaw
  private let syncing: DelayLaw

  init(_ profile: DiskProfile) {
    writing = DelayLaw(profile.commitLatency)
    syncing = DelayLaw(profile.syncLatency)
  }

  /// How long it takes to write the commit of a number.
  func write(_ number: UInt64, _ chance: DiskChance) -> Duration {
    .nanoseconds(writing.draw(chance.word(.commitLatency, number)))
  }

  /// How long it takes to sync the commit of a number.
  func sync(_ number: UInt64, _ chance: DiskChance) -> Duration {
    .nanoseconds(syncing.draw(chance.word(.syncLatency, number)))
  }
}
