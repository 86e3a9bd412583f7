import Engine
import ServiceRuntime

extension SimulatedTransaction {
  func write(
    _ table: TableName, _ key: String, _ record: StoredRecord?, if condition: WriteCondition
  ) async throws(StoreError) {
    try requireActive()
    if store.settings.isReadOnly {
      throw StoreError(.inputOutput, "\(store.disk.name) is a replica and takes no writes")
    }
    guard let row = try rowToWrite(table, key, record, condition) else { return }
    try await acquire(row)
    try failIfOvertaken(row)
    let entry = held[row.heldIndex]
    let present = entry.isWritten ? entry.record : row.record
    try check(condition, of: present, row.text)
    if record == nil, present == nil {
      noteAbsence(table, key)
      return
    }
    held[row.heldIndex].isWritten = true
    held[row.heldIndex].record = record
  }

  func commit() async throws(StoreError) {
    try requireActive()
    guard hasWrites else {
      end(nil)
      return
    }
    if let error = findConflict() {
      abort(error, wake: .resumed)
      throw error
    }
    beginCommit()
    guard let pending = store.disk.submit(self) else {
      if case .ended(let error?) = state { throw error }
      return
    }
    _ = await store.simulation.wait(for: pending.suspension)
    if store.isFenced { throw SimulatedStore.processEnded }
    switch pending.outcome {
    case .underWay:
      throw StoreError(.commitUnknown, "the task was cancelled while \(text) was being committed")
    case .failed(let error): throw error
    case .committed: return
    }
  }

  /// The row of a key, made when something is to be written; nothing when there is nothing to do.
  private func rowToWrite(
    _ table: TableName, _ key: String, _ record: StoredRecord?, _ condition: WriteCondition
  ) throws(StoreError) -> Row? {
    if let row = database.table(table)?.row(key) { return row }
    if record == nil || condition == .present {
      noteAbsence(table, key)
      try check(condition, of: nil, "\(table)/\(key)")
      return nil
    }
    return database.makeTable(table).makeRow(key)
  }

  private func check(
    _ condition: WriteCondition, of present: StoredRecord?, _ text: String
  ) throws(StoreError) {
    switch condition {
    case .always:
      return
    case .absent:
      if present != nil { throw StoreError(.conflict, "\(text) exists already") }
    case .present:
      if present == nil { throw StoreError(.conflict, "\(text) does not exist") }
    }
  }
}
