#if SQLite
  import Foundation
  import LiveRuntime
  import Primitives
  import ServiceRuntime
  import Testing

  private struct Thing: Codable, Hashable, Sendable, Fingerprinted {
    var number: Int
  }

  @Suite struct SQLiteJournalTests {
    private let table = Table<Thing>("things")

    /// Runs a body with the path of a file that is not there yet.
    private func withFile(_ body: (String) async throws -> Void) async throws {
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("orrery-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try await body(folder.appendingPathComponent("store.sqlite").path)
    }

    /// Why a file cannot be opened; nothing where it can.
    private func problem(_ path: String) -> StoreError? {
      do throws(StoreError) {
        _ = try DurableStore.open(path: path)
        return nil
      } catch {
        return error
      }
    }

    @Test func `what was committed is there again, in order and as it was last`() async throws {
      try await withFile { path in
        do {
          let store = try DurableStore.open(path: path)
          try await store.transaction { transaction in
            for key in ["b", "a", "c", "ä \u{0} '\""] {
              try await transaction.insert(table, key, Thing(number: 1))
            }
          }
          try await store.transaction { transaction in
            try await transaction.put(table, "a", Thing(number: 2))
            try await transaction.remove(table, "c")
          }
          _ = try? await store.transaction { transaction in
            try await transaction.put(table, "z", Thing(number: 0))
            throw CancellationError()
          }
        }
        let again = try DurableStore.open(path: path)
        let rows = try await again.transaction { try await $0.list(table) }
        #expect(rows.map(\.key) == ["a", "b", "ä \u{0} '\""])
        #expect(rows.map(\.value.number) == [2, 1, 1])
        try await again.transaction { try await $0.update(table, "a", Thing(number: 3)) }
        #expect(try await again.transaction { try await $0.get(table, "a") } == Thing(number: 3))
      }
    }

    @Test func `a file in use, of somebody else or of a newer program is refused`() async throws {
      try await withFile { path in
        let store = try DurableStore.open(path: path)
        #expect(problem(path)?.code == .inputOutput)
        withExtendedLifetime(store) {}
      }
      try await withFile { path in
        try Data("not a database at all, but long enough to look at it".utf8)
          .write(to: URL(fileURLWithPath: path))
        #expect(problem(path)?.code == .corrupted)
        #expect(problem("/proc/nothing/store.sqlite")?.code == .inputOutput)
      }
    }

    @Test func `bytes that hold another type are called corrupted`() async throws {
      try await withFile { path in
        do {
          let store = try DurableStore.open(path: path)
          try await store.transaction { try await $0.insert(table, "a", Thing(number: 2)) }
        }
        let again = try DurableStore.open(path: path)
        do {
          _ = try await again.transaction { try await $0.get(Table<String>("things"), "a") }
          Issue.record("an object was read as a text")
        } catch let error as StoreError {
          #expect(error.code == .corrupted)
        }
      }
    }
  }
#endif
