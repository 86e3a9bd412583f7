package import ServiceRuntime

/// Stores that survive their process, where the package was built with them.
package enum DurableStore {
  /// Whether the trait `SQLite` is on.
  package static var isAvailable: Bool {
    #if SQLite
      true
    #else
      false
    #endif
  }

  /// Opens the store in a file, or makes it where there is none.
  ///
  /// - Throws: a `StoreError` where the file cannot be used; always where the trait is off.
  package static func open(path: String) throws(StoreError) -> any Store {
    try MemoryStore(journal: journal(path: path))
  }

  /// Opens the journal in a file, or makes it where there is none.
  ///
  /// - Throws: as `open` does.
  package static func journal(path: String) throws(StoreError) -> any CommitJournal {
    #if SQLite
      try SQLiteJournal(path: path)
    #else
      throw StoreError(.inputOutput, "\(path): this program was built without the trait SQLite")
    #endif
  }
}
