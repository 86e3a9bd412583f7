import ServiceRuntime

/// One key of a table: its committed record, older ones that snapshots need, and its lock.
///
/// Lock and versions live in the row itself, so that a write without contention finds all it
/// needs with one look-up and allocates nothing. What every transaction touches goes without the
/// run-time check for overlapping accesses: nothing here is passed on while it is being changed.
final class Row {
  let key: String
  unowned(unsafe) let table: TableContents
  /// The committed record; nothing when the key has none.
  @exclusivity(unchecked) var record: StoredRecord?
  /// The number of the commit that wrote the record, zero for a key never committed.
  @exclusivity(unchecked) var stamp: UInt64 = 0
  /// Earlier records that an open snapshot can still see, oldest first.
  @exclusivity(unchecked) var older: [Version] = []
  /// Whether the stored bytes no longer match their checksum.
  @exclusivity(unchecked) var isDamaged = false
  /// Whether the row is on its database's list of rows with something to clear away.
  @exclusivity(unchecked) var isHistoric = false
  /// Whether the row has been taken out of its table.
  @exclusivity(unchecked) var isDiscarded = false

  /// The transaction that holds the lock.
  @exclusivity(unchecked) var owner: SimulatedTransaction?
  /// The position of this row among the rows that the owner holds.
  @exclusivity(unchecked) var heldIndex = -1
  /// Who waits for the lock, first come first.
  @exclusivity(unchecked) var waiters: [LockWaiter] = []

  /// A record that has been replaced.
  struct Version {
    let record: StoredRecord?
    let stamp: UInt64
  }

  init(key: String, table: TableContents) {
    self.key = key
    self.table = table
  }

  /// The record that a snapshot sees.
  func record(at snapshot: UInt64) -> StoredRecord? {
    if stamp <= snapshot { return record }
    return older.last { $0.stamp <= snapshot }?.record
  }

  /// Whether nobody has a use for the row, as far as the row knows.
  var isUnused: Bool { record == nil && older.isEmpty && owner == nil && waiters.isEmpty }

  /// Table and key for people: `stock/console`.
  var text: String { "\(table.name)/\(key)" }
}
