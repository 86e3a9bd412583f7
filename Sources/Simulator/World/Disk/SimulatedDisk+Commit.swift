import Engine
import Primitives
package import ServiceRuntime

/// What becomes of a commit at the end of its sync.
extension SimulatedDisk {
  /// Makes a transaction's writes durable and visible, or says why they were not.
  func settle(_ transaction: SimulatedTransaction, _ number: CommitNumber) -> PendingCommit.Outcome
  {
    if let error = failure(of: transaction, number) {
      transaction.abort(error, wake: .resumed)
      return .failed(error)
    }
    if faults.failing == .sync || chance.happens(profile.syncErrors, .syncError, number.address) {
      return settleUnknown(transaction, number)
    }
    let isLying = faults.isLying || chance.happens(profile.lyingSyncs, .lyingSync, number.address)
    apply(transaction, number, isLying: isLying)
    transaction.endUnlessEnded(nil)
    return .committed
  }

  private var writeErrors: Ratio { faults.writeErrors ?? profile.writeErrors }

  /// What keeps a commit from being made at all.
  private func failure(of transaction: SimulatedTransaction, _ number: CommitNumber) -> StoreError?
  {
    if faults.failing == .write || chance.happens(writeErrors, .writeError, number.address) {
      fired(.writeError)
      return diskFailed(transaction, .inputOutput, "\(name) could not write")
    }
    if let conflict = transaction.findConflict() { return conflict }
    if faults.isFull || !fits(transaction) {
      fired(.full)
      return diskFailed(transaction, .full, "\(name) is full")
    }
    return nil
  }

  /// The sync failed after the write: the commit may stay or not, and the caller cannot know.
  private func settleUnknown(
    _ transaction: SimulatedTransaction, _ number: CommitNumber
  ) -> PendingCommit.Outcome {
    fired(.syncError)
    let error = diskFailed(transaction, .commitUnknown, "\(name) failed to sync what it wrote")
    if chance.happens(Ratio(1, 2), .syncOutcome, number.address) {
      apply(transaction, number, isLying: false)
      transaction.endUnlessEnded(error)
    } else {
      transaction.abort(error, wake: .resumed)
    }
    return .failed(error)
  }

  private func diskFailed(
    _ transaction: SimulatedTransaction, _ code: StoreError.Code, _ message: String
  ) -> StoreError {
    simulation.record(
      .diskFailed, at: place, subject: transaction.number, value: 1,
      text: "\(message), \(transaction.text)")
    return StoreError(code, message)
  }

  private func apply(_ transaction: SimulatedTransaction, _ number: CommitNumber, isLying: Bool) {
    let stamp = database.nextStamp()
    let needsChanges = isLying || database.isObserved || simulation.trace.isFull
    let changes = needsChanges ? transaction.pendingChanges() : []
    var written: UInt64 = 0
    simulation.withDigest { digest in
      for entry in transaction.held where entry.isChange {
        written += 1
        digest.combine(entry.row.table.name.word)
        digest.combine(entry.row.key)
        digest.combine(entry.record != nil)
        entry.record?.fingerprint(into: &digest)
        database.install(entry.record, in: entry.row, stamp: stamp)
      }
    }
    simulation.record(
      .committed, at: place, subject: transaction.number, value: written,
      text: changes.map(\.text).joined(separator: ", "), detail: transaction.text)
    noteSync(
      UnsyncedCommit(number: number.value, changes: changes, isVisible: true), isLying: isLying)
    database.notify(
      number: stamp, cause: .committed, origin: transaction.task?.origin ?? 0, changes)
  }

  /// An honest sync secures everything before it; a lying one leaves one more to lose.
  private func noteSync(_ commit: UnsyncedCommit, isLying: Bool) {
    guard isLying else {
      if !unsynced.isEmpty { unsynced.removeAll { $0.isVisible } }
      return
    }
    fired(.lyingSync)
    unsynced.append(commit)
    if unsynced.count > profile.volatileCommits { unsynced.removeFirst() }
  }

  private func fits(_ transaction: SimulatedTransaction) -> Bool {
    switch profile.capacity {
    case .unlimited:
      return true
    case .records(let most):
      let growth = transaction.pendingChanges().reduce(0) {
        $0 + ($1.new == nil ? 0 : 1) - ($1.old == nil ? 0 : 1)
      }
      return growth <= 0 || database.count + growth <= most
    case .bytes(let most):
      let growth = transaction.pendingChanges().reduce(0) { $0 + $1.growth }
      return growth <= 0 || database.size + growth <= most
    }
  }

  /// Notes that a read met a damaged record and gives the error for it.
  func damageMet(_ row: Row) -> StoreError {
    fired(.damage)
    simulation.record(
      .diskFailed, at: place, value: 2, text: "\(name) found \(row.text) damaged")
    return StoreError(.corrupted, "\(row.text) does not match its checksum")
  }
}

extension SimulatedDisk {
  /// Takes over a change that was committed elsewhere, for a disk that mirrors a real one.
  ///
  /// It is durable at once and past all locks; observers are told of it as of any commit.
  package func adopt(
    _ changes: [(table: TableName, key: String, record: StoredRecord?)], cause: ChangeCause
  ) {
    let done = database.force(changes, cause: cause)
    simulation.record(
      cause == .recovered ? .recovered : .committed, at: place, value: UInt64(done.count),
      text: done.map(\.text).joined(separator: ", "))
  }
}

extension SimulatedTransaction {
  /// What a commit would change, in the order in which it was written.
  func pendingChanges() -> [DatabaseChange] {
    held.filter(\.isChange).map {
      DatabaseChange(
        table: $0.row.table.name, key: $0.row.key, old: $0.row.record, new: $0.record)
    }
  }
}

extension DatabaseChange {
  /// By how many bytes the change makes the contents larger.
  fileprivate var growth: Int {
    (new.map { Database.size(key, $0) } ?? 0) - (old.map { Database.size(key, $0) } ?? 0)
  }
}

extension Database {
  /// The bytes of one record, counted as the text of key and record.
  fileprivate static func size(_ key: String, _ record: StoredRecord) -> Int {
    key.utf8.count + record.text.utf8.count
  }

  /// The bytes of all committed records; counted anew, since only small disks have such a bound.
  fileprivate var size: Int {
    tableNames.reduce(0) { total, table in
      records(of: table).reduce(total) { $0 + Database.size($1.key, $1.record) }
    }
  }
}
