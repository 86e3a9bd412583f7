package import ServiceRuntime

/// A journal that also tells the parent process of everything that is committed.
package final class ReportingJournal: CommitJournal {
  private let journal: any CommitJournal
  private let parent: ParentLine

  /// A journal around another one.
  package init(_ journal: any CommitJournal, _ parent: ParentLine) {
    self.journal = journal
    self.parent = parent
  }

  package func load(_ body: (TableName, String, StoredRecord) -> Void) throws(StoreError) {
    var records: [RecordChange] = []
    try journal.load { table, key, record in
      records.append(RecordChange(table: table.text, key: key, value: record.text))
      body(table, key, record)
    }
    parent.tell(.loaded(records: records))
  }

  package func append(_ commits: [[RecordChange]]) throws(StoreError) {
    try journal.append(commits)
    for changes in commits { parent.tell(.committed(changes: changes)) }
  }
}
