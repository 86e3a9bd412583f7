import Engine
import Primitives
import ServiceRuntime

/// A transaction of a recording store: its writes wait in memory until the commit.
final class RecordingTransaction: StoreTransaction {
  private let store: RecordingStore
  private let age: Int
  private var writes = OrderedDictionary<RecordName, Write>()
  private var locked: [RecordName] = []
  private var hasEnded = false

  init(_ store: RecordingStore) {
    self.store = store
    age = store.currentAge
  }

  func read(_ table: TableName, _ key: String, lock: Bool) async throws(StoreError)
    -> StoredRecord?
  {
    let name = RecordName(table: table.text, key: key)
    try await step(.read, name.text)
    if lock { try await take(name) }
    return current(name)
  }

  func write(_ table: TableName, _ key: String, _ record: StoredRecord?, if: WriteCondition)
    async throws(StoreError)
  {
    let name = RecordName(table: table.text, key: key)
    try await step(.write, name.text)
    try await take(name)
    let exists = current(name) != nil
    switch `if` {
    case .always: break
    case .absent:
      if exists { throw StoreError(.conflict, "\(name.text) exists") }
    case .present:
      if !exists { throw StoreError(.conflict, "\(name.text) does not exist") }
    }
    writes[name] = Write(record: record)
  }

  func scan(_ table: TableName, _ range: KeyRange, limit: Int) async throws(StoreError)
    -> [(key: String, record: StoredRecord)]
  {
    try await step(.scan, table.text)
    var found = OrderedDictionary(
      uniqueKeysWithValues: store.records(of: table).map { ($0.key, $0.record) })
    for (name, write) in writes where name.table == table.text { found[name.key] = write.record }
    let inRange = found.filter { range.contains($0.key) }.sorted { $0.key < $1.key }
    return inRange.prefix(limit).map { (key: $0.key, record: $0.value) }
  }

  func commit() async throws(StoreError) {
    do {
      try await step(.commit, "")
    } catch {
      finish()
      throw error
    }
    let failure = store.takeFailure(of: .commit)
    if failure != .unknownAndNotDone {
      for (name, write) in writes { store.install(write.record, name) }
    }
    finish()
    if failure != nil { throw StoreError(.commitUnknown, "the commit was not answered") }
  }

  func rollback() {
    guard !hasEnded, age == store.currentAge else { return }
    store.record(.rollback, "")
    finish()
  }

  private func finish() {
    hasEnded = true
    store.unlock(locked, of: self)
  }

  /// The record as this transaction sees it: its own writes first.
  private func current(_ name: RecordName) -> StoredRecord? {
    if let write = writes[name] { return write.record }
    return store.committedRecord(name)
  }

  private func take(_ name: RecordName) async throws(StoreError) {
    if !locked.contains(name) { locked.append(name) }
    let wake = await store.lock(name, for: self)
    try checkOpen()
    guard wake == .resumed else { throw StoreError(.closed, "the wait for a lock was cancelled") }
  }

  /// Takes the time of an operation and fails if the script says so.
  private func step(_ operation: RecordingStore.Operation, _ subject: String)
    async throws(StoreError)
  {
    try checkOpen()
    store.record(operation, subject)
    if store.latency > .zero {
      _ = await store.simulation.sleep(until: store.simulation.now + store.latency)
      try checkOpen()
    }
    if operation == .commit, !store.failsWithError(.commit) { return }
    if case .error(let error) = store.takeFailure(of: operation) { throw error }
  }

  private func checkOpen() throws(StoreError) {
    guard !hasEnded, age == store.currentAge else {
      throw StoreError(.closed, "the transaction has ended")
    }
  }

  /// A write that waits for the commit; without a record it removes one.
  private struct Write {
    let record: StoredRecord?
  }
}
