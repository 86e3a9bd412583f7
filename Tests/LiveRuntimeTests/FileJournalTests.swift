import Foundation
import LiveRuntime
import Primitives
import ServiceRuntime
import Testing

@Suite struct FileJournalTests {
  private let path = FileManager.default.temporaryDirectory
    .appendingPathComponent("journal-\(ProcessInfo.processInfo.globallyUniqueString)").path

  private func contents() throws -> [String] {
    var found: [String] = []
    try FileJournal(path: path).load { found.append("\($0)/\($1) \($2.text)") }
    return found
  }

  private func write(_ journal: FileJournal, _ key: String, _ value: Int?) throws {
    let change = RecordChange(table: "numbers", key: key, value: value.map { "\($0)" })
    try journal.append([[change]])
  }

  @Test func `what was committed is there for the next process, the latest of each key`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let journal = try FileJournal(path: path)
    try write(journal, "a", 1)
    try write(journal, "b", 2)
    try write(journal, "a", 3)
    try write(journal, "b", nil)
    #expect(try contents() == ["numbers/a 3"])
  }

  @Test func `a commit that was cut off was not made, and the next one is whole`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(try FileJournal(path: path), "a", 1)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(#"[{"key":"b","ta"#.utf8))
    try handle.close()
    #expect(try contents() == ["numbers/a 1"])
    try write(try FileJournal(path: path), "c", 2)
    #expect(try contents() == ["numbers/a 1", "numbers/c 2"])
  }

  @Test func `a file of something else and a folder that is not there are refused`() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("hello\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(throws: StoreError.self) { try contents() }
    #expect(throws: StoreError.self) { try FileJournal(path: "/nowhere/at/all") }
  }
}
