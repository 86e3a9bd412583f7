import Engine
import Primitives
import ServiceRuntime

/// A store in memory that outlives the processes of its service.
///
/// Transactions see their own writes and what is committed; a commit takes a millisecond, after
/// which it fails when a record that it read with a lock or wrote has changed meanwhile.
final class MemoryStore {
  var tables: [String: [String: StoredRecord]] = [:]
  var commits = 0
  /// What the next commits come to, in order; they succeed when this is empty.
  var plan: [CommitFate] = []

  enum CommitFate {
    case succeeds
    case fails
    case failsUnknown
    case succeedsUnknown
  }

  func keys(of table: String) -> [String] {
    (tables[table] ?? [:]).keys.sorted()
  }
}

/// A process's way to its service's store.
final class StoreAccess: Store {
  let store: MemoryStore
  let process: TestProcess

  init(_ store: MemoryStore, _ process: TestProcess) {
    self.store = store
    self.process = process
  }

  func begin(_ options: TransactionOptions) async throws(StoreError) -> any StoreTransaction {
    try process.checkStore()
    return MemoryTransaction(store, process)
  }
}

final class MemoryTransaction: StoreTransaction {
  private let store: MemoryStore
  private let process: TestProcess
  private var writes: OrderedDictionary<String, (table: String, key: String, StoredRecord?)> = [:]
  private var seen: [(table: String, key: String, StoredRecord?)] = []

  init(_ store: MemoryStore, _ process: TestProcess) {
    self.store = store
    self.process = process
  }

  func read(_ table: TableName, _ key: String, lock: Bool) async throws(StoreError)
    -> StoredRecord?
  {
    try process.checkStore()
    if let write = writes["\(table)|\(key)"] { return write.2 }
    let record = store.tables[table.text]?[key]
    if lock { seen.append((table.text, key, record)) }
    return record
  }

  func write(
    _ table: TableName, _ key: String, _ record: StoredRecord?, if condition: WriteCondition
  ) async throws(StoreError) {
    let known = try await read(table, key, lock: condition != .always)
    switch condition {
    case .always: break
    case .absent: if known != nil { throw StoreError(.conflict, "\(key) exists") }
    case .present: if known == nil { throw StoreError(.conflict, "\(key) does not exist") }
    }
    writes["\(table)|\(key)"] = (table.text, key, record)
  }

  func scan(_ table: TableName, _ range: KeyRange, limit: Int) async throws(StoreError)
    -> [(key: String, record: StoredRecord)]
  {
    try process.checkStore()
    let records = store.tables[table.text] ?? [:]
    return records.keys.sorted().filter(range.contains).prefix(limit).compactMap { key in
      records[key].map { (key, $0) }
    }
  }

  func commit() async throws(StoreError) {
    try process.checkStore()
    if writes.isEmpty { return }
    let fate = store.plan.isEmpty ? .succeeds : store.plan.removeFirst()
    _ = await process.simulation.sleep(until: process.simulation.now + .milliseconds(1))
    try process.checkStore()
    for (table, key, record) in seen where store.tables[table]?[key] !== record {
      throw StoreError(.serialization, "\(key) has changed")
    }
    switch fate {
    case .fails: throw StoreError(.inputOutput, "planned")
    case .failsUnknown: throw StoreError(.commitUnknown, "planned")
    case .succeeds, .succeedsUnknown: break
    }
    for (_, (table, key, record)) in writes { store.tables[table, default: [:]][key] = record }
    store.commits += 1
    if fate == .succeedsUnknown { throw StoreError(.commitUnknown, "planned") }
  }

  func rollback() {}
}
