import Engine
package import Primitives
package import ServiceRuntime

/// A transactional store in memory that records what is asked of it and fails by script.
///
/// Isolation is read committed with locks on records: a locking read and a write hold the record
/// until the end of the transaction, other transactions wait. There is no conflict detection and
/// no deadlock detection; a deadlock ends the run, and the message says who waits.
package final class RecordingStore {
  let simulation: Simulation
  /// How long each read, write and commit takes.
  package var latency = Duration.zero
  /// What happened, in order.
  package private(set) var log: [Entry] = []
  private var tables = OrderedDictionary<String, OrderedDictionary<String, StoredRecord>>()
  private var failures: [(operation: Operation, failure: Failure)] = []
  private var locks = OrderedDictionary<RecordName, Lock>()
  private var age = 0

  init(_ simulation: Simulation) {
    self.simulation = simulation
  }

  /// What can be asked of a store.
  package enum Operation: String, Hashable, Sendable {
    case begin
    case read
    case write
    case scan
    case commit
    case rollback
  }

  /// How an operation fails.
  package enum Failure: Hashable, Sendable {
    /// It throws and has no effect.
    case error(StoreError)
    /// It takes effect and throws that nobody knows; for commits.
    case unknownButDone
    /// It throws that nobody knows and has no effect; for commits.
    case unknownAndNotDone
  }

  /// Something that was asked of the store.
  package struct Entry: Hashable, Sendable {
    /// When.
    package let instant: Instant
    /// What.
    package let operation: Operation
    /// The record that it was about, `table/key`; empty for begin, commit and rollback.
    package let subject: String
  }

  /// Lets the next operation of a kind fail.
  package func failNext(_ operation: Operation, _ failure: Failure) {
    failures.append((operation, failure))
  }

  /// The committed values of a table in order of their keys.
  package func committed<Value>(_ table: Table<Value>) -> [(key: String, value: Value)] {
    records(of: table.name).map { ($0.key, table.value(of: $0.record)) }
  }

  /// The committed value of a key.
  package func committed<Value>(_ table: Table<Value>, _ key: String) -> Value? {
    tables[table.name.text]?[key].map { table.value(of: $0) }
  }

  /// Puts a committed value in place before a test.
  package func preset<Value: StoredValue>(_ table: Table<Value>, _ key: String, _ value: Value) {
    install(TypedRecord(value), RecordName(table: table.name.text, key: key))
  }

  /// How many operations of a kind were asked for.
  package func count(of operation: Operation) -> Int {
    log.count { $0.operation == operation }
  }

  // MARK: For transactions

  func record(_ operation: Operation, _ subject: String) {
    log.append(Entry(instant: simulation.now, operation: operation, subject: subject))
  }

  func takeFailure(of operation: Operation) -> Failure? {
    guard let index = failures.firstIndex(where: { $0.operation == operation }) else { return nil }
    return failures.remove(at: index).failure
  }

  /// Whether the next operation of a kind is to fail without effect.
  func failsWithError(_ operation: Operation) -> Bool {
    switch failures.first(where: { $0.operation == operation })?.failure {
    case .error: true
    case .unknownButDone, .unknownAndNotDone, nil: false
    }
  }

  func committedRecord(_ name: RecordName) -> StoredRecord? {
    tables[name.table]?[name.key]
  }

  func records(of table: TableName) -> [(key: String, record: StoredRecord)] {
    (tables[table.text] ?? [:]).map { (key: $0.key, record: $0.value) }.sorted { $0.key < $1.key }
  }

  func install(_ record: StoredRecord?, _ name: RecordName) {
    tables[name.table, default: [:]][name.key] = record
  }

  /// Takes the lock of a record, after waiting for whoever holds it; says whether it got it.
  func lock(_ name: RecordName, for owner: RecordingTransaction) async -> Wake {
    if locks[name] == nil || locks[name]?.owner === owner {
      locks[name, default: Lock(owner: owner)].owner = owner
      return .resumed
    }
    let suspension = simulation.openSuspension(.lock)
    locks[name]?.queue.append((owner, suspension))
    return await simulation.wait(for: suspension)
  }

  func unlock(_ names: [RecordName], of owner: RecordingTransaction) {
    for name in names {
      locks[name]?.queue.removeAll { $0.owner === owner }
      guard var lock = locks[name], lock.owner === owner else { continue }
      if lock.queue.isEmpty {
        locks[name] = nil
      } else {
        let next = lock.queue.removeFirst()
        lock.owner = next.owner
        locks[name] = lock
        simulation.wake(next.wake, .resumed)
      }
    }
  }

  /// Which life of the process the store serves; transactions of an earlier one are closed.
  var currentAge: Int { age }

  /// Ends all transactions without a trace, as the crash of the process does.
  func forgetOpenTransactions() {
    age += 1
    locks = OrderedDictionary()
  }

  private struct Lock {
    var owner: RecordingTransaction
    var queue: [(owner: RecordingTransaction, wake: Suspension)] = []
  }
}

/// The name of a record: its table and its key.
struct RecordName: Hashable {
  let table: String
  let key: String
  var text: String { "\(table)/\(key)" }
}

/// The store as one life of a process sees it.
final class LifeStore: Store {
  private let life: Life
  private let store: RecordingStore

  init(_ life: Life, _ store: RecordingStore) {
    self.life = life
    self.store = store
  }

  func begin(_ options: TransactionOptions) async throws(StoreError) -> any StoreTransaction {
    guard !life.isOver else { throw StoreError(.closed, "the process has ended") }
    store.record(.begin, "")
    if case .error(let error) = store.takeFailure(of: .begin) { throw error }
    return RecordingTransaction(store)
  }
}
