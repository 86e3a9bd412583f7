import Engine
package import Primitives
package import ServiceRuntime

/// Committed contents for observers; no read here takes a lock or is seen by a transaction.
extension Database {
  /// The committed values of a table in order of keys.
  package func contents<Value>(of table: Table<Value>) -> [(key: String, value: Value)] {
    records(of: table.name).map { ($0.key, table.value(of: $0.record)) }
  }

  /// The committed values of a table in order of keys, without the keys.
  package func values<Value>(of table: Table<Value>) -> [Value] {
    guard let contents = self.table(table.name) else { return [] }
    var found: [Value] = []
    found.reserveCapacity(contents.count)
    contents.visit(ScannedRange(.all)) { row in
      if let record = row.record { found.append(table.value(of: record)) }
      return true
    }
    return found
  }

  /// The committed value of a key.
  package func value<Value>(of table: Table<Value>, _ key: String) -> Value? {
    self.table(table.name)?.row(key)?.record.map { table.value(of: $0) }
  }

  /// How many keys of a table have a committed record.
  package func count(of table: TableName) -> Int {
    self.table(table)?.count ?? 0
  }

  /// How many keys of all tables have a committed record.
  package var count: Int { tables.reduce(0) { $0 + $1.count } }

  /// The names of the tables in the order in which they were first written.
  package var tableNames: [TableName] { tables.map(\.name) }

  /// The committed records of a table in order of keys.
  package func records(of table: TableName) -> [(key: String, record: StoredRecord)] {
    var found: [(key: String, record: StoredRecord)] = []
    self.table(table)?.visit(ScannedRange(.all)) { row in
      if let record = row.record { found.append((row.key, record)) }
      return true
    }
    return found
  }

  /// Takes the committed contents into a digest.
  ///
  /// Equal contents give equal words, whatever the order in which they were written.
  package func fingerprint(into digest: inout Digest) {
    for table in tables.sorted(by: { $0.name.text < $1.name.text }) where table.count > 0 {
      digest.combine(table.name.word)
      for (key, record) in records(of: table.name) {
        digest.combine(key)
        record.fingerprint(into: &digest)
      }
    }
  }

  /// A copy of the committed contents.
  package func backup() -> Backup {
    Backup(
      instant: simulation.now,
      tables: tables.map { Backup.Part(name: $0.name, records: records(of: $0.name)) })
  }
}

/// The contents of a database at an instant; records are shared, since they never change.
package struct Backup {
  /// When it was taken.
  package let instant: Instant
  /// The tables with their records in order of keys.
  package let tables: [Part]

  /// One table of a backup.
  package struct Part {
    /// The name of the table.
    package let name: TableName
    /// Its records in order of keys.
    package let records: [(key: String, record: StoredRecord)]
  }

  /// How many records it holds.
  package var count: Int { tables.reduce(0) { $0 + $1.records.count } }
}
