import ServiceRuntime

/// A row: what was committed under its key, and who holds its lock.
final class MemoryRow {
  let table: TableName
  let key: String
  /// What was committed, the newest last; older ones are kept while somebody sees them.
  @exclusivity(unchecked) var versions: [Version] = []
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
  var record: StoredRecord? { versions.last?.record }

  /// The commit that changed it last; zero where none did.
  var stamp: UInt64 { versions.last?.stamp ?? 0 }

  /// What had been committed at a moment.
  func version(at snapshot: UInt64) -> Version? {
    versions.last { $0.stamp <= snapshot }
  }

  /// Drops the versions that nobody sees who begins at a moment or later.
  func dropVersions(before snapshot: UInt64) {
    guard let visible = versions.lastIndex(where: { $0.stamp <= snapshot }), visible > 0 else {
      return
    }
    versions.removeFirst(visible)
  }

  /// Takes a version back that could not be made durable.
  func takeBack(_ stamp: UInt64) {
    versions.removeAll { $0.stamp == stamp }
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
