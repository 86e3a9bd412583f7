import ServiceRuntime

/// A store as careless code uses it.
final class SlippingStore: Store {
  let base: any Store
  let slips: [Slip]
  /// What was read of tables whose records are read once only, by table and key.
  private var remembered: [String: StoredRecord] = [:]

  init(_ base: any Store, _ slips: [Slip]) {
    self.base = base
    self.slips = slips
  }

  func begin(_ options: TransactionOptions) async throws(StoreError) -> any StoreTransaction {
    var options = options
    if slips.has(.readCommitted) { options.isolation = .readCommitted }
    return SlippingTransaction(try await base.begin(options), in: self, options)
  }

  /// The record that was read of a key before, or the one that is read now.
  func remember(_ table: TableName, _ key: String, _ present: StoredRecord?) -> StoredRecord? {
    let place = "\(table)/\(key)"
    if let earlier = remembered[place] { return earlier }
    remembered[place] = present
    return present
  }
}

/// A transaction as careless code uses it.
final class SlippingTransaction: StoreTransaction {
  private let base: any StoreTransaction
  private let store: SlippingStore
  private let options: TransactionOptions
  /// The writes that are made when everything else is durable.
  private var late: [Write] = []

  /// A record that is to be written under a key of a table, or taken away.
  private struct Write {
    let table: TableName
    let key: String
    let record: StoredRecord?
  }

  init(_ base: any StoreTransaction, in store: SlippingStore, _ options: TransactionOptions) {
    self.base = base
    self.store = store
    self.options = options
  }

  private func has(_ kind: Slip.Kind, _ table: TableName) -> Bool {
    store.slips.has(kind, table.text)
  }

  func read(
    _ table: TableName, _ key: String, lock: Bool
  ) async throws(StoreError) -> StoredRecord? {
    let found = try await base.read(table, key, lock: lock && !has(.unlockedRead, table))
    if has(.findNothing, table) { return nil }
    return has(.staleRead, table) ? store.remember(table, key, found) : found
  }

  func write(
    _ table: TableName, _ key: String, _ record: StoredRecord?, if condition: WriteCondition
  ) async throws(StoreError) {
    if has(record == nil ? .skipRemoval : .skipWrite, table) { return }
    let write = Write(table: table, key: key, record: record)
    if has(.writeEarly, table) { return try await apart([write]) }
    if has(.writeLate, table) {
      late.append(write)
      return
    }
    try await base.write(table, key, record, if: has(.overwrite, table) ? .always : condition)
  }

  func scan(
    _ table: TableName, _ range: KeyRange, limit: Int
  ) async throws(StoreError) -> [(key: String, record: StoredRecord)] {
    let rows = try await base.scan(table, range, limit: limit)
    return has(.listNothing, table) ? [] : rows
  }

  func commit() async throws(StoreError) {
    do throws(StoreError) {
      try await base.commit()
    } catch {
      guard store.slips.has(.ignoreConflict), error.code == .serialization else { throw error }
    }
    try await apart(late)
    late = []
  }

  func rollback() { base.rollback() }

  /// Makes writes in a transaction of their own.
  private func apart(_ writes: [Write]) async throws(StoreError) {
    guard !writes.isEmpty else { return }
    let transaction = try await store.base.begin(options)
    do throws(StoreError) {
      for write in writes {
        try await transaction.write(write.table, write.key, write.record, if: .always)
      }
    } catch {
      transaction.rollback()
      throw error
    }
    try await transaction.commit()
  }
}
