import Engine
import ServiceRuntime

/// A transaction on a simulated disk.
///
/// What it has written lies with the locks that it holds, so that a row leads to its own pending
/// record without a look-up.
final class SimulatedTransaction: StoreTransaction {
  let store: SimulatedStore
  /// The number of the transaction on its disk; a larger one is younger.
  let number: UInt64
  let isolation: IsolationLevel
  /// The last change that its reads see; read committed does not look at it.
  let snapshot: UInt64
  /// The task that began it, for those who ask who holds a lock.
  let task: SimulationTask?
  /// Where the store keeps it.
  @exclusivity(unchecked) var openIndex = -1
  @exclusivity(unchecked) private(set) var state = State.active
  /// The rows that it has locked, and what it has written into them.
  @exclusivity(unchecked) var held: [HeldRow] = []
  /// What it has read, for the check of serializable commits.
  @exclusivity(unchecked) var reads = ReadSet()
  /// Its operations that wait for locks.
  @exclusivity(unchecked) var waits: [LockWaiter] = []
  /// The last search for a deadlock that came by.
  var lastSearch: UInt64 = 0

  /// Where a transaction stands.
  enum State {
    case active
    case committing
    case ended(StoreError?)
  }

  /// A row that is locked and perhaps written.
  struct HeldRow {
    let row: Row
    var isWritten = false
    var record: StoredRecord?

    /// Whether a commit changes the row; inserting and removing again does not.
    var isChange: Bool { isWritten && (record != nil || row.record != nil) }
  }

  init(store: SimulatedStore, isolation: IsolationLevel) {
    self.store = store
    self.isolation = isolation
    task = store.simulation.currentTask
    let database = store.disk.database
    database.transactionsBegun += 1
    number = database.transactionsBegun
    snapshot = database.lastStamp
    if isolation != .readCommitted { database.snapshots.open(snapshot) }
  }

  var database: Database { store.disk.database }
  var usesSnapshot: Bool { isolation != .readCommitted }
  var hasWrites: Bool { held.contains { $0.isChange } }

  /// The transaction for people.
  var text: String { "transaction \(number)" }

  func requireActive() throws(StoreError) {
    if store.isFenced { throw SimulatedStore.processEnded }
    switch state {
    case .active: return
    case .committing: throw StoreError(.closed, "\(text) is being committed")
    case .ended(let error?): throw StoreError(.closed, "\(text) has ended: \(error.message)")
    case .ended(nil): throw StoreError(.closed, "\(text) has ended")
    }
  }

  func rollback() {
    guard case .active = state else { return }
    abort(StoreError(.closed, "\(text) was rolled back"), wake: .resumed)
  }

  func beginCommit() {
    state = .committing
  }

  /// Gives up the writes, with operations that wait woken to fail with the given error.
  func abort(_ error: StoreError, wake: Wake) {
    if case .ended = state { return }
    let simulation = store.simulation
    if hasWrites || error.code != .closed {
      simulation.record(
        .rolledBack, at: store.disk.place, subject: number, value: UInt64(held.count),
        text: "\(text) rolled back", detail: error.message)
    }
    let waiting = waits
    waits = []
    for waiter in waiting {
      waiter.outcome = .failed(error)
      waiter.row.waiters.removeAll { $0 === waiter }
      simulation.wake(waiter.suspension, wake)
    }
    end(error)
  }

  /// Ends the transaction, unless an observer of its commit has fenced its process.
  func endUnlessEnded(_ error: StoreError?) {
    if case .ended = state { return }
    end(error)
  }

  /// Lets go of locks, snapshot and connection.
  func end(_ error: StoreError?) {
    if case .ended = state { preconditionFailure("\(text) ends twice, once was expected") }
    state = .ended(error)
    let rows = held
    held = []
    reads = ReadSet()
    for entry in rows {
      entry.row.releaseLock(store.simulation)
      database.discardIfNew(entry.row)
    }
    if usesSnapshot { database.snapshots.close(snapshot) }
    database.tidy()
    store.close(self)
  }

  /// The change that keeps a commit from being equal to running alone; nothing when there is none.
  func findConflict() -> StoreError? {
    guard usesSnapshot else { return nil }
    for entry in held where entry.isWritten && entry.row.stamp > snapshot {
      return overtaken(entry.row)
    }
    if isolation == .serializable, let row = reads.firstChange(after: snapshot, in: database) {
      return overtaken(row)
    }
    return nil
  }

  func overtaken(_ row: Row) -> StoreError {
    StoreError(.serialization, "a transaction that committed first has changed \(row.text)")
  }
}
