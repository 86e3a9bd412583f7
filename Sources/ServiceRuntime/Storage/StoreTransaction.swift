/// Reads and writes that are committed together or not at all.
///
/// Keys are ordered as texts. Services use the typed methods; the erased ones are for worlds.
public protocol StoreTransaction: AnyObject {
  /// The record of a key, if there is one.
  ///
  /// A locking read waits until no other transaction holds the record and keeps others out until
  /// the end (`SELECT … FOR UPDATE`).
  func read(_ table: TableName, _ key: String, lock: Bool) async throws(StoreError)
    -> StoredRecord?

  /// Writes or, with nothing, removes the record of a key.
  ///
  /// - Throws: `conflict` when the condition on the present record does not hold.
  func write(_ table: TableName, _ key: String, _ record: StoredRecord?, if: WriteCondition)
    async throws(StoreError)

  /// The keys and records of a range in order of keys, at most a number of them.
  func scan(_ table: TableName, _ range: KeyRange, limit: Int) async throws(StoreError)
    -> [(key: String, record: StoredRecord)]

  /// Makes the writes durable, all of them or none.
  ///
  /// - Throws: a definite error when nothing was written, `commitUnknown` when it may have been.
  func commit() async throws(StoreError)

  /// Gives up the writes; does nothing after a commit.
  func rollback()
}

/// What must hold of the present record for a write to go through.
public enum WriteCondition: Hashable, Sendable {
  /// Anything.
  case always
  /// There is no record.
  case absent
  /// There is a record.
  case present
}

/// A range of keys.
public struct KeyRange: Hashable, Sendable {
  /// The least key that belongs to it; nothing means from the first.
  public var lower: String?
  /// The least key above it; nothing means to the last.
  public var upper: String?

  /// All keys.
  public static let all = KeyRange(lower: nil, upper: nil)

  /// The keys from a lower bound, included, to an upper one, excluded.
  public init(lower: String?, upper: String?) {
    self.lower = lower
    self.upper = upper
  }

  /// The keys that begin with a text.
  public init(prefix: String) {
    self.init(lower: prefix, upper: prefix + "\u{10FFFF}")
  }

  /// Whether a key belongs to it.
  public func contains(_ key: String) -> Bool {
    if let lower, key < lower { return false }
    if let upper, key >= upper { return false }
    return true
  }
}

extension StoreTransaction {
  /// The value of a key, if there is one.
  @inlinable
  public func get<Value>(_ table: Table<Value>, _ key: String) async throws(StoreError) -> Value? {
    guard let record = try await read(table.name, key, lock: false) else { return nil }
    return try table.content(of: record)
  }

  /// The value of a key, if there is one, with other transactions kept away from it until the end.
  @inlinable
  public func getForUpdate<Value>(
    _ table: Table<Value>, _ key: String
  ) async throws(StoreError) -> Value? {
    guard let record = try await read(table.name, key, lock: true) else { return nil }
    return try table.content(of: record)
  }

  /// Writes a value whether or not there is one.
  @inlinable
  public func put<Value>(
    _ table: Table<Value>, _ key: String, _ value: Value
  ) async throws(StoreError) {
    try await write(table.name, key, table.recordType.init(value), if: .always)
  }

  /// Writes a value where there is none.
  ///
  /// - Throws: `conflict` when the key has a value.
  @inlinable
  public func insert<Value>(
    _ table: Table<Value>, _ key: String, _ value: Value
  ) async throws(StoreError) {
    try await write(table.name, key, table.recordType.init(value), if: .absent)
  }

  /// Replaces a value where there is one.
  ///
  /// - Throws: `conflict` when the key has none.
  @inlinable
  public func update<Value>(
    _ table: Table<Value>, _ key: String, _ value: Value
  ) async throws(StoreError) {
    try await write(table.name, key, table.recordType.init(value), if: .present)
  }

  /// Removes a value; nothing happens where there is none.
  @inlinable
  public func remove<Value>(_ table: Table<Value>, _ key: String) async throws(StoreError) {
    try await write(table.name, key, nil, if: .always)
  }

  /// The keys and values of a range in order of keys, at most a number of them.
  @inlinable
  public func list<Value>(
    _ table: Table<Value>, _ range: KeyRange = .all, limit: Int = .max
  ) async throws(StoreError) -> [(key: String, value: Value)] {
    let rows = try await scan(table.name, range, limit: limit)
    return try rows.map { row throws(StoreError) in (row.key, try table.content(of: row.record)) }
  }
}
