package import ServiceRuntime

/// Keeps what transactions commit, beyond the life of a process.
package protocol CommitJournal: AnyObject {
  /// Shows every record that is kept.
  ///
  /// - Throws: `inputOutput` or `corrupted` where they cannot be read.
  func load(
    _ body: (TableName, String, StoredRecord) -> Void
  ) throws(StoreError)

  /// Makes the writes of one commit durable, all of them or none; nothing removes a record.
  ///
  /// - Throws: a definite error when nothing was written, `commitUnknown` when it may have been.
  func append(
    _ writes: [(table: TableName, key: String, record: StoredRecord?)]
  ) throws(StoreError)
}
