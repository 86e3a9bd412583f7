package import Primitives

/// The faults that are armed on a disk at the moment; each is switched on and off by itself.
package struct DiskFaults: Hashable, Sendable {
  /// Where commits fail, if they do.
  package var failing: FailingPart?
  /// The share of commits that cannot be written, in place of the profile's.
  package var writeErrors: Ratio?
  /// Whether nothing more fits.
  package var isFull = false
  /// Whether syncs report success and sync nothing.
  package var isLying = false
  /// The share of crashes that tear a commit, in place of the profile's.
  package var tornWrites: Ratio?

  /// A disk without armed faults.
  package init() {}

  /// The part of a commit that fails.
  package enum FailingPart: Hashable, Sendable {
    /// The write: nothing stays, and the caller is told so.
    case write
    /// The sync after the write: the commit may stay, and the caller cannot know.
    case sync
  }
}

/// What can go wrong with a disk, for counting how often it did.
package enum DiskFault: Int, Hashable, Sendable, CaseIterable {
  /// A commit waited because the disk stood still.
  case stall
  /// A commit could not be written.
  case writeError
  /// A sync failed after the write.
  case syncError
  /// A commit did not fit.
  case full
  /// A sync reported success and synced nothing.
  case lyingSync
  /// A crash lost a commit that was not synced.
  case unsyncedLost
  /// A crash left part of a commit.
  case tornCommit
  /// A read met a damaged record.
  case damage
}
