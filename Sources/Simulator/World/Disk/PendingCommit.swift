import Engine
import Primitives
import ServiceRuntime

/// Which commit of its disk one is.
struct CommitNumber {
  /// How many went before it.
  let value: UInt64
  /// What it is whatever others there are; its draws are addressed by it.
  let address: UInt64
}

/// A commit on its way to the disk.
final class PendingCommit {
  let transaction: SimulatedTransaction
  /// Which commit of its disk it is.
  let number: CommitNumber
  /// What the committing task waits in.
  let suspension: Suspension
  /// When it will have been written, though not yet synced.
  var writtenAt: Instant
  var outcome = Outcome.underWay
  /// Whether its process has ended, so that it will not come to anything by itself.
  var isAbandoned = false
  /// Whether it has been counted as held up by a disk that stood still.
  var hasStalled = false

  /// What has become of a commit.
  enum Outcome {
    case underWay
    case committed
    case failed(StoreError)
  }

  init(
    _ transaction: SimulatedTransaction, number: CommitNumber, suspension: Suspension,
    writtenAt: Instant
  ) {
    self.transaction = transaction
    self.number = number
    self.suspension = suspension
    self.writtenAt = writtenAt
  }
}

/// A commit that a crash can still take away.
struct UnsyncedCommit {
  /// The number of the commit on its disk.
  let number: UInt64
  let changes: [DatabaseChange]
  /// Whether transactions can read it: a lying sync made it visible. Others were written by a
  /// process that ended before the sync.
  let isVisible: Bool
}
