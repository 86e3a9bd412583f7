import ServiceRuntime

/// A row: what was committed under its key, and who holds its lock.
final class MemoryRow {
  let table: TableName
  let key: String
  /// What is committed now; nothing at the beginning of time where nothing ever was.
  @exclusivity(unchecked) private(set) var latest = Version(stamp: 0, record: nil)
  /// What was committed before that, the newest last, while somebody sees it.
  @exclusivity(unchecked) private var older: [Version] = []
  /// The transaction that holds the lock.
  @exclusivity(unchecked) var owner: MemoryTransaction?
  /// Who waits for the lock, longest first.
  @exclusivity(unchecked) var waiters: [MemoryWaiter] = []

  /// What was committed under a key at one moment.
  struct Version {
    let stamp: UInt64
    let record: StoredRecord?
  }

  init(_ table: TableName, _ key: String) {
    self.table = table
    self.key = key
  }

  /// What is committed now.
  var record: StoredRecord? { latest.record }

  /// The commit that changed it last; zero where none did.
  var stamp: UInt64 { latest.stamp }

  /// Whether what was committed before is kept.
  var hasOlder: Bool { !older.isEmpty }

  /// What had been committed at a moment.
  func version(at snapshot: UInt64) -> Version? {
    latest.stamp <= snapshot ? latest : older.last { $0.stamp <= snapshot }
  }

  /// Commits a record, and keeps what was there before for those who may still see it.
  func show(_ record: StoredRecord?, _ stamp: UInt64, keepsOlder: Bool) {
    let isFirst = latest.stamp == 0 && latest.record == nil
    if keepsOlder, !isFirst { older.append(latest) }
    latest = Version(stamp: stamp, record: record)
  }

  /// Drops the versions that nobody sees who begins at a moment or later.
  func dropVersions(before snapshot: UInt64) {
    if latest.stamp <= snapshot {
      older = []
    } else if let visible = older.lastIndex(where: { $0.stamp <= snapshot }), visible > 0 {
      older.removeFirst(visible)
    }
  }

  /// Takes a version back that could not be made durable.
  func takeBack(_ stamp: UInt64) {
    if latest.stamp == stamp {
      latest = older.popLast() ?? Version(stamp: 0, record: nil)
    } else {
      older.removeAll { $0.stamp == stamp }
    }
  }

  /// Frees the lock and hands it to whoever has waited longest.
  func releaseLock() {
    owner = nil
    guard !waiters.isEmpty else { return }
    let next = waiters.removeFirst()
    owner = next.transaction
    next.transaction.locked(self, by: next)
    next.signal.send(.granted)
  }

  /// The row for people.
  var text: String { "\(table)/\(key)" }
}

/// An operation that waits for the lock on a row.
final class MemoryWaiter {
  let transaction: MemoryTransaction
  let row: MemoryRow
  let signal = Signal(before: Outcome.cancelled)

  /// What has become of a wait.
  enum Outcome: Sendable {
    /// The lock is the transaction's.
    case granted
    /// The transaction was given up.
    case failed(StoreError)
    /// It took too long.
    case timedOut
    /// The waiting task was cancelled.
    case cancelled
  }

  init(_ transaction: MemoryTransaction, _ row: MemoryRow) {
    self.transaction = transaction
    self.row = row
  }
}
