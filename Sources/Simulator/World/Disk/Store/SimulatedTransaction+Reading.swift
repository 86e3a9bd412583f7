import Engine
import ServiceRuntime

extension SimulatedTransaction {
  func read(
    _ table: TableName, _ key: String, lock: Bool
  ) async throws(StoreError) -> StoredRecord? {
    try requireActive()
    guard let row = database.table(table)?.row(key) else {
      noteAbsence(table, key)
      return nil
    }
    if row.owner === self, held[row.heldIndex].isWritten { return held[row.heldIndex].record }
    guard let visible = visibleRecord(of: row) else {
      noteAbsence(table, key)
      return nil
    }
    guard lock else {
      if isolation == .serializable { reads.note(row) }
      return try intact(row, visible)
    }
    try await acquire(row)
    try failIfOvertaken(row)
    return try intact(row, row.record)
  }

  func scan(
    _ table: TableName, _ range: KeyRange, limit: Int
  ) async throws(StoreError) -> [(key: String, record: StoredRecord)] {
    try requireActive()
    precondition(limit >= 0, "a scan needs a limit that is not negative, got \(limit)")
    var covered = ScannedRange(range)
    var found: [(key: String, record: StoredRecord)] = []
    var damaged: Row?
    if limit > 0 {
      database.table(table)?.visit(covered) { row in
        let isOwn = row.owner === self && held[row.heldIndex].isWritten
        let record = isOwn ? held[row.heldIndex].record : visibleRecord(of: row)
        guard let record else { return true }
        found.append((row.key, record))
        if row.isDamaged, !isOwn { damaged = row }
        if found.count == limit {
          covered.upper = row.key
          covered.includesUpper = true
        }
        return found.count < limit && damaged == nil
      }
      if isolation == .serializable { reads.note(table, covered) }
    }
    if let damaged { throw store.disk.damageMet(damaged) }
    if !found.isEmpty, store.disk.isNextReadDamaged() {
      throw StoreError(.corrupted, "a read of \(table) came back damaged")
    }
    return found
  }

  /// Notes for a serializable commit that there was nothing.
  ///
  /// By key rather than by row: a row without a record may give way to another one.
  func noteAbsence(_ table: TableName, _ key: String) {
    if isolation == .serializable { reads.note(table, ScannedRange(only: key)) }
  }

  /// Fails when a locked row has become newer than the snapshot: the first committer wins.
  func failIfOvertaken(_ row: Row) throws(StoreError) {
    guard usesSnapshot, row.stamp > snapshot else { return }
    let error = overtaken(row)
    abort(error, wake: .resumed)
    throw error
  }

  private func visibleRecord(of row: Row) -> StoredRecord? {
    usesSnapshot ? row.record(at: snapshot) : row.record
  }

  private func intact(_ row: Row, _ record: StoredRecord?) throws(StoreError) -> StoredRecord? {
    guard record != nil else { return nil }
    if row.isDamaged || store.disk.isNextReadDamaged() { throw store.disk.damageMet(row) }
    return record
  }
}
