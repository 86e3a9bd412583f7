package import ServiceRuntime

/// A store in the memory of its process, with real transactions.
///
/// What it holds is gone when the process ends, unless a journal keeps what was committed.
/// Locks are exclusive, one to a row. Read committed reads what is committed at the moment and
/// waits for locks to write. Snapshot reads one state and lets the first committer win.
/// Serializable is snapshot whose commit checks that nothing it has read, ranges and absences
/// included, was changed meanwhile.
///
/// With a journal a commit is shown to whoever waits for its locks before it is durable, so that a
/// row that many change does not wait for the disk between two of them. What builds on it is written
/// after it or not at all; nothing that has seen it may leave the process before `settle` returns.
///
/// It is touched by its own process only and so needs no lock of its own, and no look whether two
/// touch something at once.
package final class MemoryStore: Store {
  private let isolation: IsolationLevel
  /// How long a transaction waits for one lock.
  let lockTimeout: Duration
  /// The tables; a service has a handful, which are found faster one by one than by a hash.
  @exclusivity(unchecked) private var tables: [MemoryTable] = []
  /// Their names, in the same order, so that a search touches nothing else.
  @exclusivity(unchecked) private var names: [UInt64] = []
  @exclusivity(unchecked) private var begun: UInt64 = 0
  /// The number of the last commit that changed something.
  @exclusivity(unchecked) private(set) var lastStamp: UInt64 = 0
  /// The last commit before which nothing can be taken back any more.
  @exclusivity(unchecked) private(set) var durableStamp: UInt64 = 0
  /// The commits that could not be made durable and were taken back.
  @exclusivity(unchecked) private(set) var failed: [UInt64] = []
  /// The rows of commits that are on their way to the journal.
  @exclusivity(unchecked) private var underWay: [UInt64: [MemoryRow]] = [:]
  /// The youngest commit that was seen, before it was durable, by a transaction that was given up.
  @exclusivity(unchecked) private(set) var unsettled: UInt64 = 0
  /// How many commits were taken back that somebody may have seen.
  @exclusivity(unchecked) package private(set) var upsets = 0
  /// Who waits until a commit is durable, or has failed.
  @exclusivity(unchecked)
  private var waiting: [(stamp: UInt64, gate: Gate)] = []
  /// The open transactions, and what each of them sees; the oldest first.
  @exclusivity(unchecked)
  private var open: [(transaction: MemoryTransaction, snapshot: UInt64)] = []
  /// How many of the open transactions see one state from beginning to end.
  @exclusivity(unchecked) private var snapshots = 0
  /// Rows with versions that may be dropped once nobody sees so far back, by their stamps.
  @exclusivity(unchecked) private var untidy: [(stamp: UInt64, row: MemoryRow)] = []
  @exclusivity(unchecked) private var tidied = 0
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
    try journal?.load { name, key, record in
      let table = makeTable(name)
      (table.row(key) ?? table.makeRow(key)).show(record, 0, keepsOlder: false)
    }
  }

  package func begin(
    _ options: TransactionOptions
  ) async throws(StoreError) -> any StoreTransaction {
    begun += 1
    let transaction = MemoryTransaction(
      self, number: begun, snapshot: lastStamp, isolation: options.isolation ?? isolation)
    open.append((transaction, lastStamp))
    if transaction.usesSnapshot { snapshots += 1 }
    return transaction
  }

  /// How many rows are kept, removed ones that somebody may still see included.
  package var rowCount: Int { tables.reduce(0) { $0 + $1.count } }

  func table(_ name: TableName) -> MemoryTable? {
    for index in names.indices where names[index] == name.word { return tables[index] }
    return nil
  }

  func makeTable(_ name: TableName) -> MemoryTable {
    if let table = table(name) { return table }
    let table = MemoryTable(name)
    tables.append(table)
    names.append(name.word)
    return table
  }

  /// Shows writes, all at once; `harden` makes them durable.
  ///
  /// - Parameters:
  ///   - locked: the rows that the transaction has locked; those that it has written are shown.
  ///   - isSnapshot: whether the transaction has seen one state so far; it sees nothing any more.
  /// - Throws: `inputOutput` where a record cannot be written; nothing is shown then.
  func publish(
    _ locked: [MemoryTransaction.Held], isSnapshot: Bool, _ seen: UInt64, _ failuresKnown: Int
  ) throws(StoreError) -> CommitQueue.Commit {
    var changes: [RecordChange] = []
    if queue != nil {
      for entry in locked where entry.isChange {
        changes.append(try RecordChange((entry.row.table, entry.row.key, entry.record)))
      }
    }
    lastStamp += 1
    if queue != nil { underWay[lastStamp] = locked.filter(\.isChange).map(\.row) }
    // Whoever sees no more than what is committed needs nothing older, unless that may come back;
    // neither does the transaction that commits.
    let keepsOlder = queue != nil || snapshots > (isSnapshot ? 1 : 0)
    for index in locked.indices where locked[index].isChange {
      let row = locked[index].row
      row.show(locked[index].record, lastStamp, keepsOlder: keepsOlder)
      if row.hasOlder || row.record == nil { untidy.append((lastStamp, row)) }
    }
    if queue == nil { durableStamp = lastStamp }
    return CommitQueue.Commit(
      stamp: lastStamp, changes: changes, seen: seen, failuresKnown: failuresKnown)
  }

  /// Whether a journal keeps what is committed, so that commits have to be made durable.
  var isJournaled: Bool { queue != nil }

  /// Returns when a commit that was shown is durable, where a journal keeps what is committed.
  ///
  /// - Throws: what the journal throws; nothing is to be seen of the commit then.
  func harden(_ commit: CommitQueue.Commit) async throws(StoreError) {
    guard let queue else { return }
    let result: StoreError?
    do throws(StoreError) {
      try await queue.append(commit)
      result = nil
    } catch {
      result = error
    }
    catchUp(with: queue.progress)
    if let result { throw result }
  }

  /// Whether `settle` would return at once, which whoever calls it often may ask before.
  package func isSettled(since upsets: Int) -> Bool {
    durableStamp == lastStamp && self.upsets == upsets
  }

  /// Returns when nothing that code of the process has been shown can be taken back any more.
  ///
  /// Whoever lets something out of the process waits for it first: an answer, or a request.
  ///
  /// - Parameter upsets: how many there were when that code began.
  /// - Throws: `serialization` where something that may have been seen was taken back meanwhile.
  package func settle(since upsets: Int) async throws(StoreError) {
    if durableStamp < lastStamp {
      let seen = open.reduce(unsettled) { max($0, $1.transaction.seen) }
      if seen > durableStamp { await durability(of: seen) }
    }
    guard self.upsets != upsets else { return }
    throw StoreError(.serialization, "a commit that may have been seen could not be written")
  }

  /// Whether `settle` would return at once.
  func isSettled(through stamp: UInt64, _ failuresKnown: Int) -> Bool {
    stamp <= durableStamp && failed.count == failuresKnown
  }

  /// Returns when a commit is durable.
  ///
  /// - Throws: `serialization` where it, or one before it, was taken back.
  func settle(through stamp: UInt64, _ failuresKnown: Int) async throws(StoreError) {
    if stamp > durableStamp { await durability(of: stamp) }
    guard failed[failuresKnown...].contains(where: { $0 <= stamp }) else { return }
    throw StoreError(.serialization, "a commit that was seen could not be written")
  }

  private func durability(of stamp: UInt64) async {
    let gate = Gate()
    waiting.append((stamp, gate))
    await gate.pass()
  }

  /// A transaction was given up; what it has seen may be known to whoever ran it.
  func unsettle(_ seen: UInt64) {
    unsettled = max(unsettled, seen)
  }

  /// Takes back what has failed, and lets those go on who wait for the disk.
  private func catchUp(with progress: CommitQueue.Progress) {
    guard progress.resolved > durableStamp else { return }
    for stamp in progress.failed[failed.count...] { takeBack(stamp) }
    for stamp in durableStamp...progress.resolved { underWay[stamp] = nil }
    durableStamp = progress.resolved
    for waiter in waiting where waiter.stamp <= durableStamp { waiter.gate.open() }
    waiting.removeAll { $0.stamp <= durableStamp }
    tidy()
  }

  /// Takes back a commit, and gives up the transactions that have seen it.
  private func takeBack(_ stamp: UInt64) {
    failed.append(stamp)
    let rows = underWay[stamp] ?? []
    for row in rows { row.takeBack(stamp) }
    let error = StoreError(.serialization, "a commit that was seen could not be written")
    let unfounded = open.map(\.transaction).filter { $0.seen >= stamp }
    if !unfounded.isEmpty || unsettled >= stamp { upsets += 1 }
    for transaction in unfounded { transaction.abort(error) }
    for row in rows { forgetIfEmpty(row) }
  }

  /// A transaction has ended: what only it could see goes.
  func close(_ transaction: MemoryTransaction) {
    if let place = open.firstIndex(where: { $0.transaction === transaction }) {
      open.remove(at: place)
      if transaction.usesSnapshot { snapshots -= 1 }
    }
    tidy()
  }

  /// The commit of which older versions need not be kept.
  private var oldestNeeded: UInt64 { min(open.first?.snapshot ?? lastStamp, durableStamp) }

  private func tidy() {
    let oldest = oldestNeeded
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
    guard row.record == nil, !row.hasOlder, row.owner == nil, row.waiters.isEmpty,
      row.stamp <= oldestNeeded
    else { return }
    table(row.table)?.remove(row)
  }
}
