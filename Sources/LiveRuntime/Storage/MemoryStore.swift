package import ServiceRuntime

/// A store in the memory of its process, with real transactions.
///
/// What it holds is gone when the process ends, unless a journal keeps what was committed.
/// Locks are exclusive, one to a row. Read committed reads what is committed at the moment and
/// waits for locks to write. Snapshot reads one state and lets the first committer win.
/// Serializable is snapshot whose commit checks that nothing it has read, ranges and absences
/// included, was changed meanwhile. It is touched by its own process only and so needs no lock of
/// its own.
package final class MemoryStore: Store {
  private let isolation: IsolationLevel
  /// How long a transaction waits for one lock.
  let lockTimeout: Duration
  private var tables: [TableName: MemoryTable] = [:]
  private var begun: UInt64 = 0
  /// The number of the last commit that changed something.
  private(set) var lastStamp: UInt64 = 0
  /// What open transactions see, the oldest first.
  private var snapshots: [UInt64] = []
  /// Rows with versions that may be dropped once nobody sees so far back, by their stamps.
  private var untidy: [(stamp: UInt64, row: MemoryRow)] = []
  private var tidied = 0
  private let queue: CommitQueue?

  /// A store that is empty, or holds what a journal has kept.
  ///
  /// - Parameter isolation: that of transactions that ask for none.
  /// - Throws: what the journal throws while it is read.
  package init(
    isolation: IsolationLevel = .readCommitted, lockTimeout: Duration = .seconds(5),
    journal: (any CommitJournal)? = nil
  ) throws(StoreError) {
    self.isolation = isolation
    self.lockTimeout = lockTimeout
    queue = try journal.map { journal throws(StoreError) in try CommitQueue(journal) }
    try journal?.load { table, key, record in
      let row = makeTable(table).makeRow(key)
      row.versions = [MemoryRow.Version(stamp: 0, record: record)]
    }
  }

  package func begin(
    _ options: TransactionOptions
  ) async throws(StoreError) -> any StoreTransaction {
    begun += 1
    snapshots.append(lastStamp)
    return MemoryTransaction(
      self, number: begun, snapshot: lastStamp, isolation: options.isolation ?? isolation)
  }

  /// How many rows are kept, removed ones that somebody may still see included.
  package var rowCount: Int { tables.values.reduce(0) { $0 + $1.count } }

  func table(_ name: TableName) -> MemoryTable? { tables[name] }

  func makeTable(_ name: TableName) -> MemoryTable {
    if let table = tables[name] { return table }
    let table = MemoryTable(name)
    tables[name] = table
    return table
  }

  /// Makes writes durable, where a journal keeps them, and then visible, all at once.
  ///
  /// - Throws: what the journal throws; nothing is visible then.
  func publish(_ writes: [(row: MemoryRow, record: StoredRecord?)]) async throws(StoreError) {
    if let queue {
      var changes: [RecordChange] = []
      for (row, record) in writes {
        changes.append(try RecordChange((row.table, row.key, record)))
      }
      try await queue.append(changes)
    }
    lastStamp += 1
    for (row, record) in writes {
      row.versions.append(MemoryRow.Version(stamp: lastStamp, record: record))
      if row.versions.count > 1 || record == nil { untidy.append((lastStamp, row)) }
    }
  }

  /// A transaction has ended: what only it could see goes.
  func close(_ snapshot: UInt64) {
    if let place = snapshots.firstIndex(of: snapshot) { snapshots.remove(at: place) }
    let oldest = snapshots.first ?? lastStamp
    while tidied < untidy.count, untidy[tidied].stamp <= oldest {
      let row = untidy[tidied].row
      row.dropVersions(before: oldest)
      forgetIfEmpty(row)
      tidied += 1
    }
    guard tidied > 64, tidied * 2 > untidy.count else { return }
    untidy.removeFirst(tidied)
    tidied = 0
  }

  /// Takes a row out that holds nothing and that nobody waits for.
  func forgetIfEmpty(_ row: MemoryRow) {
    guard row.owner == nil, row.waiters.isEmpty, row.versions.allSatisfy({ $0.record == nil }),
      row.versions.count <= 1, (row.versions.last?.stamp ?? 0) <= (snapshots.first ?? lastStamp)
    else { return }
    tables[row.table]?.remove(row)
  }
}
