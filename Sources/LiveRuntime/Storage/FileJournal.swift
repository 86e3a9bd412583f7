import Primitives
package import ServiceRuntime

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A journal in a file of lines: what is committed survives the process, not the machine.
///
/// Each commit is one line; lines are written by one call of the system and not synced. A line that
/// was cut off at the end of the file is a commit that was not made.
package final class FileJournal: CommitJournal {
  private let descriptor: Int32
  private let path: String

  /// Opens a file, or makes it where there is none.
  ///
  /// - Throws: `inputOutput` where it cannot be opened.
  package init(path: String) throws(StoreError) {
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    self.path = path
    guard descriptor >= 0 else {
      throw StoreError(
        .inputOutput, "\(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  package func load(_ body: (TableName, String, StoredRecord) -> Void) throws(StoreError) {
    let bytes = try readAll()
    let end = bytes.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    if end < bytes.count, ftruncate(descriptor, off_t(end)) != 0 {
      throw failure(.inputOutput, "cannot be cut")
    }
    var records = OrderedDictionary<String, RecordChange>()
    for line in bytes[..<end].split(separator: 0x0a) {
      let text = String(decoding: line, as: UTF8.self)
      guard let changes = try? JSONCoding.decode([RecordChange].self, from: text) else {
        throw StoreError(.corrupted, "\(path): a line is no commit")
      }
      for change in changes {
        records["\(change.table)/\(change.key)"] = change.value == nil ? nil : change
      }
    }
    for (_, change) in records {
      if let record = try change.record() { body(TableName(change.table), change.key, record) }
    }
  }

  package func append(_ commits: [[RecordChange]]) throws(StoreError) {
    var text = ""
    for changes in commits {
      guard let line = try? JSONCoding.encode(changes) else {
        throw StoreError(.inputOutput, "\(path): a commit cannot be written as JSON")
      }
      text += line + "\n"
    }
    let bytes = Array(text.utf8)
    let before = lseek(descriptor, 0, SEEK_END)
    let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard count != bytes.count else { return }
    let isFull = count >= 0 || errno == ENOSPC || errno == EDQUOT || errno == EFBIG
    // Half a line would swallow the next one.
    guard ftruncate(descriptor, before) == 0 else { throw failure(.commitUnknown, "broke off") }
    throw failure(isFull ? .full : .inputOutput, "cannot be written")
  }

  private func readAll() throws(StoreError) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    lseek(descriptor, 0, SEEK_SET)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      if count > 0 {
        bytes += buffer[..<count]
      } else if errno != EINTR {
        throw failure(.inputOutput, "cannot be read")
      }
    }
  }

  private func failure(_ code: StoreError.Code, _ what: String) -> StoreError {
    StoreError(code, "\(path) \(what): \(String(cString: strerror(errno)))")
  }
}
