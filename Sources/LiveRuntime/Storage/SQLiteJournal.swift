#if SQLite
  import CSQLite
  import Primitives
  package import ServiceRuntime

  /// A journal in an SQLite file: one transaction of the database for commits that come together.
  ///
  /// Write-ahead logging with a synchronous disk, so that a commit which has returned survives the
  /// end of the process and of the machine. The file belongs to one process at a time.
  package final class SQLiteJournal: CommitJournal {
    private let database: OpaquePointer
    private let path: String
    private var statements: [String: OpaquePointer] = [:]

    /// What marks a file as one of ours: the letters ORRY.
    private static let mark: Int64 = 0x4f52_5259
    /// The layout that this program writes.
    private static let layout: Int64 = 1

    /// Opens a file, or makes it where there is none.
    ///
    /// - Throws: `inputOutput` where it cannot be opened, belongs to another program or is in use,
    ///   or was written by a newer version of this one.
    package init(path: String) throws(StoreError) {
      var opened: OpaquePointer?
      let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
      let result = sqlite3_open_v2(path, &opened, flags, nil)
      guard let opened, result == SQLITE_OK else {
        let reason = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
        sqlite3_close_v2(opened)
        throw StoreError(.inputOutput, "\(path) cannot be opened: \(reason)")
      }
      database = opened
      self.path = path
      try prepareFile()
    }

    deinit {
      for name in statements.keys.sorted() { sqlite3_finalize(statements[name]) }
      sqlite3_close_v2(database)
    }

    package func load(
      _ body: (TableName, String, StoredRecord) -> Void
    ) throws(StoreError) {
      let select = try statement("SELECT name, key, value FROM records ORDER BY name, key")
      defer { sqlite3_reset(select) }
      while try step(select, commits: false) == SQLITE_ROW {
        let (name, key, value) = (column(select, 0), column(select, 1), column(select, 2))
        let content: Decoding
        do {
          content = try JSONCoding.decode(Decoding.self, from: value)
        } catch {
          throw StoreError(.corrupted, "\(path): the record \(name)/\(key) is no JSON")
        }
        body(TableName(name), key, EncodedRecord(content.decoder, text: value))
      }
    }

    package func append(_ commits: [[RecordChange]]) throws(StoreError) {
      try run("BEGIN IMMEDIATE")
      do throws(StoreError) {
        for changes in commits { for change in changes { try put(change) } }
        try run("COMMIT", commits: true)
      } catch {
        // Where the database has rolled back by itself there is nothing more to do.
        sqlite3_exec(database, "ROLLBACK", nil, nil, nil)
        throw error
      }
    }

    private func put(_ change: RecordChange) throws(StoreError) {
      let statement = try statement(
        change.value == nil
          ? "DELETE FROM records WHERE name = ?1 AND key = ?2"
          : "INSERT INTO records VALUES (?1, ?2, ?3) "
            + "ON CONFLICT DO UPDATE SET value = excluded.value")
      defer { sqlite3_reset(statement) }
      bind(statement, 1, change.table)
      bind(statement, 2, change.key)
      if let value = change.value { bind(statement, 3, value) }
      _ = try step(statement, commits: false)
    }

    // MARK: The file

    /// Makes the file ours, or makes sure that it is, and brings it to the present layout.
    private func prepareFile() throws(StoreError) {
      sqlite3_busy_timeout(database, 1_000)
      try run("PRAGMA locking_mode = EXCLUSIVE")
      try run("PRAGMA journal_mode = WAL")
      try run("PRAGMA synchronous = FULL")
      try run("BEGIN EXCLUSIVE")
      let (mark, layout) = (try number("application_id"), try number("user_version"))
      let isEmpty = try number("schema_version") == 0
      guard mark == Self.mark || isEmpty else {
        throw StoreError(.inputOutput, "\(path) is not a store of this program")
      }
      guard layout <= Self.layout else {
        throw StoreError(
          .inputOutput, "\(path) has layout \(layout), this program knows \(Self.layout)")
      }
      if layout < 1 {
        try run(
          "CREATE TABLE records (name TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, "
            + "PRIMARY KEY (name, key)) WITHOUT ROWID")
        try run("PRAGMA application_id = \(Self.mark)")
        try run("PRAGMA user_version = \(Self.layout)")
      }
      try run("COMMIT", commits: true)
    }

    private func number(_ pragma: String) throws(StoreError) -> Int64 {
      let statement = try statement("PRAGMA \(pragma)")
      defer { sqlite3_reset(statement) }
      _ = try step(statement, commits: false)
      return sqlite3_column_int64(statement, 0)
    }

    // MARK: Statements

    private func run(_ text: String, commits: Bool = false) throws(StoreError) {
      let statement = try statement(text)
      defer { sqlite3_reset(statement) }
      while try step(statement, commits: commits) == SQLITE_ROW {}
    }

    private func statement(_ text: String) throws(StoreError) -> OpaquePointer {
      if let known = statements[text] { return known }
      var prepared: OpaquePointer?
      let result = sqlite3_prepare_v2(database, text, -1, &prepared, nil)
      guard let prepared, result == SQLITE_OK else { throw error(result, commits: false) }
      statements[text] = prepared
      return prepared
    }

    private func step(_ statement: OpaquePointer, commits: Bool) throws(StoreError) -> Int32 {
      let result = sqlite3_step(statement)
      guard result == SQLITE_ROW || result == SQLITE_DONE else {
        throw error(result, commits: commits)
      }
      return result
    }

    private func bind(_ statement: OpaquePointer, _ place: Int32, _ text: String) {
      // The length is given, so that a text may hold any character; the database copies it.
      let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
      sqlite3_bind_text(statement, place, text, Int32(clamping: text.utf8.count), copies)
    }

    private func column(_ statement: OpaquePointer, _ place: Int32) -> String {
      guard let text = sqlite3_column_text(statement, place) else { return "" }
      let length = Int(sqlite3_column_bytes(statement, place))
      return String(decoding: UnsafeBufferPointer(start: text, count: length), as: UTF8.self)
    }

    /// What a failure means; one of the disk in the middle of a commit leaves everything open.
    private func error(_ result: Int32, commits: Bool) -> StoreError {
      let reason = "\(path): \(String(cString: sqlite3_errmsg(database)))"
      switch result & 0xff {
      case SQLITE_FULL: return StoreError(.full, reason)
      case SQLITE_CORRUPT, SQLITE_NOTADB: return StoreError(.corrupted, reason)
      case SQLITE_IOERR where commits: return StoreError(.commitUnknown, reason)
      default: return StoreError(.inputOutput, reason)
      }
    }
  }
#endif
