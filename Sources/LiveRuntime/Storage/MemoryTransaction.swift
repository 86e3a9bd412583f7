import Primitives
import ServiceRuntime

/// A transaction of a store in memory.
final class MemoryTransaction: StoreTransaction {
  let store: MemoryStore
  /// Its number; a larger one is younger.
  let number: UInt64
  private let snapshot: UInt64
  private let isolation: IsolationLevel
  /// How many failed commits the store had taken back when it began.
  private let failuresKnown: Int
  /// The youngest commit that it has seen before that one was durable; zero where there is none.
  @exclusivity(unchecked) private(set) var seen: UInt64
  @exclusivity(unchecked) private var ending: StoreError?
  @exclusivity(unchecked) private var hasEnded = false
  /// The rows that it has locked, and what it has written into them.
  @exclusivity(unchecked) private var held: [Held] = []
  /// What it has read, for the check of serializable commits.
  @exclusivity(unchecked) private var reads: [Read] = []
  /// Its operations that wait for locks.
  @exclusivity(unchecked) var waits: [MemoryWaiter] = []

  /// A locked row.
  struct Held {
    /// The row.
    let row: MemoryRow
    /// Whether it was written, be it with nothing.
    var isWritten = false
    /// What was written.
    var record: StoredRecord?

    /// Whether a commit of it changes anything.
    var isChange: Bool { isWritten && (record != nil || row.record != nil) }
  }

  /// Something that was read and must not have changed by the commit.
  private enum Read {
    /// A row that was there; it is kept as long as somebody may see what it was.
    case row(MemoryRow)
    /// A key under which there was nothing.
    case absence(TableName, String)
    /// All rows of a range.
    case range(TableName, KeyRange)
  }

  init(
    _ store: MemoryStore, number: UInt64, snapshot: UInt64, isolation: IsolationLevel
  ) {
    self.store = store
    self.number = number
    self.snapshot = snapshot
    self.isolation = isolation
    failuresKnown = store.failed.count
    // What was seen by a transaction that was given up may be known to whoever begins this one.
    seen = store.unsettled > store.durableStamp ? store.unsettled : 0
  }

  /// Whether it sees one state from beginning to end.
  var usesSnapshot: Bool { isolation != .readCommitted }
  private var text: String { "transaction \(number)" }

  // MARK: Reading

  func read(
    _ table: TableName, _ key: String, lock: Bool
  ) async throws(StoreError) -> StoredRecord? {
    try requireActive()
    guard let row = row(table, key) else { return noteAbsence(table, key) }
    if let place = place(of: row), held[place].isWritten { return held[place].record }
    guard lock else { return note(visible(row), row) }
    // Whoever locks sees what was committed last, though it may not be durable yet.
    guard (usesSnapshot ? visible(row) : row.record) != nil else {
      if !usesSnapshot { see(row.stamp) }
      return noteAbsence(table, key)
    }
    if !acquireAtOnce(row) { try await acquire(row) }
    try failIfOvertaken(row)
    return row.record
  }

  func scan(
    _ table: TableName, _ range: KeyRange, limit: Int
  ) async throws(StoreError) -> [(key: String, record: StoredRecord)] {
    try requireActive()
    precondition(limit >= 0, "a scan needs a limit that is not negative, got \(limit)")
    var found: [(key: String, record: StoredRecord)] = []
    guard limit > 0 else { return found }
    var covered = range
    store.table(table)?.visit(range) { row in
      let own = place(of: row).flatMap { held[$0].isWritten ? held[$0] : nil }
      guard let record = own.map(\.record) ?? visible(row) else { return true }
      found.append((row.key, record))
      // Up to the last row and not beyond: what comes later was not looked at.
      if found.count == limit { covered.upper = row.key + "\u{0}" }
      return found.count < limit
    }
    if isolation == .serializable { reads.append(.range(table, covered)) }
    return found
  }

  /// The row of a key; hardly ever has a transaction locked more than a few, and asks for them again.
  private func row(_ table: TableName, _ key: String) -> MemoryRow? {
    for index in held.indices {
      let row = held[index].row
      if row.table == table, row.key == key { return row }
    }
    return store.table(table)?.row(key)
  }

  /// Where a row is among those that it has locked.
  private func place(of row: MemoryRow) -> Int? {
    for index in held.indices where held[index].row === row { return index }
    return nil
  }

  /// What it sees of a row that it has not locked.
  ///
  /// Without a snapshot that is what nothing can take back any more, and so nothing to wait for, or
  /// the state that it has come to see by a lock: who has seen one row of a commit sees all of it.
  private func visible(_ row: MemoryRow) -> StoredRecord? {
    guard usesSnapshot else { return row.version(at: max(store.durableStamp, seen))?.record }
    guard let version = row.version(at: snapshot) else { return nil }
    see(version.stamp)
    return version.record
  }

  /// Notes a commit whose end it shares from now on, unless that one is durable.
  private func see(_ stamp: UInt64) {
    if stamp > store.durableStamp { seen = max(seen, stamp) }
  }

  private func note(_ record: StoredRecord?, _ row: MemoryRow) -> StoredRecord? {
    guard record != nil else { return noteAbsence(row.table, row.key) }
    if isolation == .serializable { reads.append(.row(row)) }
    return record
  }

  private func noteAbsence(_ table: TableName, _ key: String) -> StoredRecord? {
    if isolation == .serializable { reads.append(.absence(table, key)) }
    return nil
  }

  // MARK: Writing

  func write(
    _ table: TableName, _ key: String, _ record: StoredRecord?, if condition: WriteCondition
  ) async throws(StoreError) {
    try requireActive()
    let known = row(table, key)
    if known == nil, record == nil || condition == .present {
      _ = noteAbsence(table, key)
      return try check(condition, nil, "\(table)/\(key)")
    }
    let row = known ?? store.makeTable(table).makeRow(key)
    if !acquireAtOnce(row) { try await acquire(row) }
    try failIfOvertaken(row)
    guard let place = place(of: row) else {
      preconditionFailure("\(text) writes \(row.text) and does not hold its lock")
    }
    let present = held[place].isWritten ? held[place].record : row.record
    try check(condition, present, row.text)
    guard record != nil || present != nil else {
      _ = noteAbsence(table, key)
      return
    }
    held[place].isWritten = true
    held[place].record = record
  }

  private func check(
    _ condition: WriteCondition, _ present: StoredRecord?, _ text: @autoclosure () -> String
  ) throws(StoreError) {
    switch condition {
    case .always: return
    case .absent:
      if present != nil { throw StoreError(.conflict, "\(text()) exists already") }
    case .present:
      if present == nil { throw StoreError(.conflict, "\(text()) does not exist") }
    }
  }

  // MARK: Ending

  /// Shows what was written and frees the locks, and returns when it is durable.
  ///
  /// Who takes up a lock meanwhile sees what was written, and is written after it or not at all.
  func commit() async throws(StoreError) {
    try requireActive()
    guard held.contains(where: \.isChange) else {
      let (store, seen, failuresKnown) = (store, seen, failuresKnown)
      end(nil)
      if store.isSettled(through: seen, failuresKnown) { return }
      return try await store.settle(through: seen, failuresKnown)
    }
    if isolation == .serializable, let row = firstChange() {
      let error = overtaken(row)
      abort(error)
      throw error
    }
    let commit: CommitQueue.Commit
    do throws(StoreError) {
      commit = try store.publish(held, isSnapshot: usesSnapshot, seen, failuresKnown)
    } catch {
      abort(error)
      throw error
    }
    failWaiting(StoreError(.closed, "\(text) was committed meanwhile"))
    end(nil)
    if store.isJournaled { try await store.harden(commit) }
  }

  func rollback() {
    guard !hasEnded else { return }
    abort(StoreError(.closed, "\(text) was rolled back"))
  }

  /// Gives up the writes; operations that wait fail with the error.
  func abort(_ error: StoreError) {
    guard !hasEnded else { return }
    store.unsettle(seen)
    failWaiting(error)
    end(error)
  }

  private func failWaiting(_ error: @autoclosure () -> StoreError) {
    guard !waits.isEmpty else { return }
    let error = error()
    let waiting = waits
    waits = []
    for waiter in waiting {
      waiter.row.waiters.removeAll { $0 === waiter }
      waiter.signal.send(.failed(error))
    }
  }

  private func end(_ error: StoreError?) {
    hasEnded = true
    ending = error
    let rows = held
    held = []
    reads = []
    for entry in rows { entry.row.releaseLock() }
    store.close(self)
    for entry in rows { store.forgetIfEmpty(entry.row) }
  }

  private func requireActive() throws(StoreError) {
    guard hasEnded else { return }
    throw StoreError(.closed, "\(text) has ended" + (ending.map { ": \($0.message)" } ?? ""))
  }

  /// A row among those read that somebody else has changed since.
  private func firstChange() -> MemoryRow? {
    guard store.lastStamp > snapshot else { return nil }
    for read in reads {
      switch read {
      case .row(let row):
        if row.stamp > snapshot { return row }
      case .absence(let table, let key):
        if let row = store.table(table)?.row(key), row.stamp > snapshot { return row }
      case .range(let table, let range):
        if let row = firstChange(table, range) { return row }
      }
    }
    return nil
  }

  private func firstChange(_ table: TableName, _ range: KeyRange) -> MemoryRow? {
    var changed: MemoryRow?
    store.table(table)?.visit(range) { row in
      if row.stamp > snapshot { changed = row }
      return changed == nil
    }
    return changed
  }

  private func failIfOvertaken(_ row: MemoryRow) throws(StoreError) {
    guard usesSnapshot, row.stamp > snapshot else { return }
    let error = overtaken(row)
    abort(error)
    throw error
  }

  private func overtaken(_ row: MemoryRow) -> StoreError {
    StoreError(.serialization, "a transaction that committed first has changed \(row.text)")
  }

  // MARK: Locks

  /// A lock that was waited for is this transaction's now.
  func locked(_ row: MemoryRow, by waiter: MemoryWaiter) {
    waits.removeAll { $0 === waiter }
    hold(row)
  }

  private func hold(_ row: MemoryRow) {
    if held.isEmpty { held.reserveCapacity(4) }
    held.append(Held(row: row))
  }

  /// Locks a row that nobody else has locked, without any of what a wait would need.
  private func acquireAtOnce(_ row: MemoryRow) -> Bool {
    if row.owner === self { return true }
    guard row.owner == nil else { return false }
    row.owner = self
    hold(row)
    see(row.stamp)
    return true
  }

  /// Locks a row that somebody else has locked.
  private func acquire(_ row: MemoryRow) async throws(StoreError) {
    try breakDeadlocks(over: row)
    if acquireAtOnce(row) { return }
    defer { if row.owner === self { see(row.stamp) } }
    try await waitForLock(on: row)
    try requireActive()
  }

  private func waitForLock(on row: MemoryRow) async throws(StoreError) {
    let waiter = MemoryWaiter(self, row)
    row.waiters.append(waiter)
    waits.append(waiter)
    let signal = waiter.signal
    let timeout = UInt64(max(store.lockTimeout.nanoseconds, 0))
    let watch = Task {
      try? await Task.sleep(nanoseconds: timeout)
      signal.send(.timedOut)
    }
    let outcome = await signal.wait(orWhenCancelled: .cancelled)
    watch.cancel()
    // Whoever was handed the lock while its time ran out has it.
    if row.owner === self { return }
    let error: StoreError
    switch outcome {
    case .granted: return
    case .failed(let reason): error = reason
    case .timedOut: error = StoreError(.lockTimeout, "the lock on \(row.text) did not come free")
    case .cancelled: error = StoreError(.closed, "the task was cancelled while it waited")
    }
    row.waiters.removeAll { $0 === waiter }
    waits.removeAll { $0 === waiter }
    abort(error)
    throw error
  }

  /// Gives up the youngest transaction of each circle that waiting for this row would close.
  private func breakDeadlocks(over row: MemoryRow) throws(StoreError) {
    while let owner = row.owner {
      var seen: Set<UInt64> = []
      guard let circle = owner.path(to: self, &seen) else { return }
      let victim = circle.reduce(self) { $0.number > $1.number ? $0 : $1 }
      let error = StoreError(
        .deadlock, "\(circle.count + 1) transactions wait for each other; \(victim.text) gives way")
      victim.abort(error)
      if victim === self { throw error }
    }
  }

  /// The transactions through which this one waits for another; nothing where it does not.
  private func path(
    to goal: MemoryTransaction, _ seen: inout Set<UInt64>
  ) -> [MemoryTransaction]? {
    if self === goal { return [] }
    guard seen.insert(number).inserted else { return nil }
    for waiter in waits {
      if let owner = waiter.row.owner, let rest = owner.path(to: goal, &seen) {
        return [self] + rest
      }
    }
    return nil
  }
}
