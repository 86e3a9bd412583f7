package import Primitives
package import ServiceRuntime

/// One key whose committed record became another.
package struct DatabaseChange {
  /// The table of the key.
  package let table: TableName
  /// The key.
  package let key: String
  /// The record before; nothing when there was none.
  package let old: StoredRecord?
  /// The record after; nothing when there is none.
  package let new: StoredRecord?

  /// The values before and after, when the change is in the given table.
  package func values<Value>(in table: Table<Value>) -> (old: Value?, new: Value?)? {
    guard table.name == self.table else { return nil }
    return (old.map { table.value(of: $0) }, new.map { table.value(of: $0) })
  }

  /// The change that this one undoes, as it was when it happened.
  package var undone: DatabaseChange {
    DatabaseChange(table: table, key: key, old: new, new: old)
  }

  /// The change for people: `stock/console 10 -> 9`.
  package var text: String {
    "\(table)/\(key) \(old?.text ?? "none") -> \(new?.text ?? "none")"
  }
}

/// What made committed contents change.
package enum ChangeCause: UInt8, Hashable, Sendable {
  /// A transaction committed.
  case committed = 1
  /// A crash took back commits that had not been synced.
  case lost = 2
  /// A crash left part of a commit, and recovery did not notice.
  case torn = 3
  /// A crash left a whole commit whose process never heard of it.
  case recovered = 4
  /// The disk was emptied.
  case wiped = 5
  /// A backup took the place of the contents.
  case restored = 6
  /// A commit arrived from the database that this one follows.
  case replicated = 7
}

/// A change of committed contents, as observers are told of it.
package struct ChangeNotice {
  /// When it happened.
  package let instant: Instant
  /// The number of the change within its database, counted from one.
  package let number: UInt64
  /// What made it happen.
  package let cause: ChangeCause
  /// The number of what a client asked for and the change was made for, zero where nobody knows.
  package let origin: UInt64
  /// The changed keys in the order in which they were written.
  package let changes: [DatabaseChange]
}
