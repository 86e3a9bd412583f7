package import ServiceRuntime

/// Keeps what transactions commit, beyond the life of a process.
package protocol CommitJournal: AnyObject {
  /// Shows every record that is kept.
  ///
  /// - Throws: `inputOutput` or `corrupted` where they cannot be read.
  func load(
    _ body: (TableName, String, StoredRecord) -> Void
  ) throws(StoreError)

  /// Makes the changes of several commits durable in their order, all of them or none.
  ///
  /// - Throws: a definite error when nothing was written, `commitUnknown` when it may have been.
  func append(_ commits: [[RecordChange]]) throws(StoreError)
}
