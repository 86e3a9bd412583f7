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

  /// How long it takes to write the commit at an address.
  func write(_ address: UInt64, _ chance: DiskChance) -> Duration {
    .nanoseconds(writing.draw(chance.word(.commitLatency, address)))
  }

  /// How long it takes to sync the commit at an address.
  func sync(_ address: UInt64, _ chance: DiskChance) -> Duration {
    .nanoseconds(syncing.draw(chance.word(.syncLatency, address)))
  }
}
