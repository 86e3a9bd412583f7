package import Engine
package import Primitives

/// How a disk behaves from the beginning of a run.
///
/// What a commit costs, how often it fails of itself, and what a crash leaves of it. Faults that
/// come and go during a run are armed on the disk itself and add to this.
package struct DiskProfile: Hashable, Sendable {
  /// How long it takes to write a commit before it is synced.
  package var commitLatency: Distribution
  /// How long it takes to sync it.
  package var syncLatency: Distribution
  /// How much fits.
  package var capacity: DiskCapacity
  /// The share of commits that cannot be written; nothing of them stays.
  package var writeErrors: Ratio
  /// The share of commits whose sync fails after the write; half of them stay all the same.
  package var syncErrors: Ratio
  /// The share of reads that come back damaged, which a checksum shows; the record itself is whole.
  package var readErrors: Ratio
  /// The share of syncs that report success and have synced nothing.
  package var lyingSyncs: Ratio
  /// The share of crashes that leave part of a commit behind.
  package var tornWrites: Ratio
  /// Whether a crash loses what was written and not synced.
  package var losesUnsynced: Bool
  /// Whether recovery sees by a commit's marker that part of it is missing and rolls it back.
  package var detectsTornCommits: Bool
  /// The most commits that a lying disk holds back before the oldest is written after all.
  package var volatileCommits: Int

  /// A disk that costs nothing and never fails.
  package static let perfect = DiskProfile()

  /// A profile that is perfect where nothing is given.
  package init(
    commitLatency: Distribution = .constant(.zero), syncLatency: Distribution = .constant(.zero),
    capacity: DiskCapacity = .unlimited
  ) {
    self.commitLatency = commitLatency
    self.syncLatency = syncLatency
    self.capacity = capacity
    writeErrors = .zero
    syncErrors = .zero
    readErrors = .zero
    lyingSyncs = .zero
    tornWrites = .zero
    losesUnsynced = true
    detectsTornCommits = true
    volatileCommits = 1024
  }
}

/// How much fits on a disk.
package enum DiskCapacity: Hashable, Sendable {
  /// Whatever is written.
  case unlimited
  /// A number of records over all tables.
  case records(Int)
  /// A number of bytes, counted as the UTF-8 length of keys and of records written as text.
  case bytes(Int)
}
