import Engine
import Primitives
import ServiceRuntime

/// The committed contents of a disk: tables of records in several versions.
///
/// Survives the processes that use it. A replaced record is kept only while an open snapshot can
/// see it, so memory follows the number of live records and not the number of commits.
package final class Database {
  let simulation: Simulation
  /// The number of the last change.
  @exclusivity(unchecked) private(set) var lastStamp: UInt64 = 0
  /// The snapshots of open transactions.
  @exclusivity(unchecked) var snapshots = SnapshotRegister()
  /// How many transactions have begun, which orders them by age.
  @exclusivity(unchecked) var transactionsBegun: UInt64 = 0
  /// The number of the last search for a deadlock.
  var searches: UInt64 = 0
  @exclusivity(unchecked) private(set) var tables: [TableContents] = []
  @exclusivity(unchecked) private var observers: [(ChangeNotice) -> Void] = []
  @exclusivity(unchecked) private var historic: [Row] = []
  @exclusivity(unchecked) private var nextSweep = 64

  init(_ simulation: Simulation) {
    self.simulation = simulation
  }

  /// Has a body called after each change of committed contents, at the instant of the change.
  ///
  /// Observers must not write; they are called in the order in which they came.
  package func observe(_ body: @escaping (ChangeNotice) -> Void) {
    observers.append(body)
  }

  var isObserved: Bool { !observers.isEmpty }

  /// The table of a name; a service has few, so comparing words beats hashing one.
  func table(_ name: TableName) -> TableContents? {
    for table in tables where table.name.word == name.word { return table }
    return nil
  }

  func makeTable(_ name: TableName) -> TableContents {
    if let table = table(name) { return table }
    let table = TableContents(name)
    tables.append(table)
    return table
  }

  /// Starts a change and gives its number.
  func nextStamp() -> UInt64 {
    lastStamp += 1
    return lastStamp
  }

  /// Makes a record the committed one of its row.
  func install(_ record: StoredRecord?, in row: Row, stamp: UInt64) {
    precondition(stamp > row.stamp, "change \(stamp) follows change \(row.stamp) of \(row.text)")
    if row.stamp > 0, !snapshots.isEmpty,
      snapshots.needs(writtenAt: row.stamp, replacedAt: stamp)
    {
      row.older.append(Row.Version(record: row.record, stamp: row.stamp))
    }
    if (row.record == nil) != (record == nil) { row.table.count += record == nil ? -1 : 1 }
    row.record = record
    row.stamp = stamp
    row.isDamaged = false
    if record == nil || !row.older.isEmpty { noteHistoric(row) }
  }

  /// Makes changes outside any transaction and past all locks, as one change.
  func force(
    _ changes: [(table: TableName, key: String, record: StoredRecord?)], cause: ChangeCause
  ) -> [DatabaseChange] {
    guard !changes.isEmpty else { return [] }
    let stamp = nextStamp()
    var done: [DatabaseChange] = []
    for change in changes {
      let table = makeTable(change.table)
      let row = table.row(change.key) ?? table.makeRow(change.key)
      guard row.stamp < stamp else { continue }
      done.append(
        DatabaseChange(table: table.name, key: row.key, old: row.record, new: change.record))
      install(change.record, in: row, stamp: stamp)
    }
    notify(number: stamp, cause: cause, done)
    tidy()
    return done
  }

  func notify(
    number: UInt64, cause: ChangeCause, origin: UInt64 = 0, _ changes: [DatabaseChange]
  ) {
    guard isObserved else { return }
    let notice = ChangeNotice(
      instant: simulation.now, number: number, cause: cause, origin: origin, changes: changes)
    for observer in observers { observer(notice) }
  }
}

// MARK: Clearing away what no snapshot needs

extension Database {
  /// Puts a row on the list of rows with old versions or without a record.
  private func noteHistoric(_ row: Row) {
    guard !row.isHistoric else { return }
    row.isHistoric = true
    historic.append(row)
  }

  /// Clears away versions that no snapshot sees, when it is cheap or has become worth while.
  func tidy() {
    guard !historic.isEmpty, snapshots.isEmpty || historic.count >= nextSweep else { return }
    historic.removeAll { row in
      prune(row)
      guard row.older.isEmpty else { return false }
      if row.record == nil {
        guard row.isUnused, snapshots.oldest.map({ $0 >= row.stamp }) ?? true else { return false }
        row.table.discard(row)
      }
      row.isHistoric = false
      return true
    }
    nextSweep = max(64, 2 * historic.count)
  }

  private func prune(_ row: Row) {
    guard !row.older.isEmpty else { return }
    if snapshots.isEmpty {
      row.older = []
      return
    }
    var next = row.stamp
    var kept: [Row.Version] = []
    for version in row.older.reversed() {
      if snapshots.needs(writtenAt: version.stamp, replacedAt: next) { kept.append(version) }
      next = version.stamp
    }
    row.older = kept.reversed()
  }

  /// Gives back a row that was made for a write that came to nothing.
  func discardIfNew(_ row: Row) {
    if row.stamp == 0, row.isUnused, !row.isDiscarded { row.table.discard(row) }
  }

  /// Puts a row back that giving up a deadlock's victim has taken from under another transaction.
  func readmitIfDiscarded(_ row: Row) {
    guard row.isDiscarded else { return }
    row.table.readmit(row)
    if row.stamp > 0 { noteHistoric(row) }
  }

  /// How many replaced records and removed keys are kept, for tests of memory.
  package var historyCount: Int {
    historic.reduce(0) { $0 + $1.older.count + ($1.record == nil ? 1 : 0) }
  }
}
