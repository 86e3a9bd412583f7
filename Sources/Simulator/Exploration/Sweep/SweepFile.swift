#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A file that results are written to while they come, and taken up again from where it was cut.
///
/// One line a run, in the order of the seeds, so that the same runs make the same file however
/// often the sweep was interrupted and however many processes worked on it.
package final class SweepFile {
  /// How the names of such files end.
  package static let suffix = ".orrery.jsonl"

  /// Where it is.
  package let path: String
  /// How many runs were found in it, made by an earlier sweep that was cut off.
  package private(set) var recovered = 0
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private var reader: SweepFileReader?
  private var sections = 0

  /// Opens a file for the results of a program's share of the work.
  ///
  /// A file that such a sweep has begun and not ended is continued; any other one is replaced.
  ///
  /// - Parameters:
  ///   - mustResume: whether a file that cannot be continued is an error.
  ///   - replaces: whether any file is replaced.
  package init(
    _ path: String, _ header: SweepFileHeader, mustResume: Bool = false, replaces: Bool = false
  ) throws(SweepFileError) {
    let earlier =
      replaces ? nil : try SweepFile.earlier(path, header, mustResume: mustResume)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SweepFileError(errno: errno, path) }
    self.path = path
    reader = earlier
    if earlier == nil {
      guard ftruncate(descriptor, 0) == 0 else { throw SweepFileError(errno: errno, path) }
      buffer += header.lines.utf8
      try flush()
    }
  }

  deinit { SweepFileReader.release(descriptor) }

  private static func earlier(
    _ path: String, _ header: SweepFileHeader, mustResume: Bool
  ) throws(SweepFileError) -> SweepFileReader? {
    do throws(SweepFileError) {
      let reader = try SweepFileReader(path)
      if reader.header == header { return try isClosed(path) ? nil : reader }
      guard mustResume else { return nil }
      let reason =
        reader.header.shard != header.shard
        ? "it is shard \(reader.header.shard)" : "another build of the program has begun it"
      throw SweepFileError(.foreign, path, "it cannot be continued: \(reason)")
    } catch {
      if mustResume { throw error }
      return nil
    }
  }

  /// Whether a sweep has come to its end, which is written in the last line.
  private static func isClosed(_ path: String) throws(SweepFileError) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SweepFileError(errno: errno, path) }
    defer { SweepFileReader.release(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: Int(min(size, 64)))
    let count = bytes.withUnsafeMutableBytes {
      pread(descriptor, $0.baseAddress, $0.count, size - off_t($0.count))
    }
    guard count > 0, bytes.last == UInt8(ascii: "\n") else { return false }
    return bytes.dropLast().split(separator: UInt8(ascii: "\n")).last?
      .starts(with: "{\"closed\":".utf8) ?? false
  }

  /// Begins a scenario's part, and gives the runs of it that the file holds already.
  ///
  /// - Returns: why the part ended, where nothing is left to do for it.
  package func begin(
    _ section: SweepSection, recover: (RunResult) -> Void
  ) throws(SweepFileError) -> SectionEnd? {
    sections += 1
    if let reader {
      do throws(SweepFileError) {
        if let line = try reader.nextSection(), line.elementsEqual(section.line.utf8) {
          while let result = try reader.nextResult() {
            recovered += 1
            recover(result)
          }
          if let end = reader.end, end.isFinal { return end }
          try goOn(from: reader.offset)
          return nil
        }
      } catch {
        // Cut within this part: what stands before the cut is whole.
        if error.kind == .system { throw error }
        if reader.isInSection(section) {
          try goOn(from: reader.offset)
          return nil
        }
      }
      try goOn(from: reader.startOfSection)
    }
    buffer += (section.line + "\n").utf8
    return nil
  }

  private func goOn(from offset: Int) throws(SweepFileError) {
    reader = nil
    guard ftruncate(descriptor, off_t(offset)) == 0,
      lseek(descriptor, off_t(offset), SEEK_SET) >= 0
    else { throw SweepFileError(errno: errno, path) }
  }

  /// Adds a run; it is written out with the next ones.
  package func append(_ result: RunResult) throws(SweepFileError) {
    RunLine.append(result, to: &buffer)
    if buffer.count > 1 << 16 { try flush() }
  }

  /// Ends a scenario's part.
  package func end(_ end: SectionEnd, _ tally: SweepTally) throws(SweepFileError) {
    buffer += (end.line(tally) + "\n").utf8
    try flush()
  }

  /// Ends the file: nothing is left to do.
  package func close() throws(SweepFileError) {
    if let reader { try goOn(from: reader.offset) }
    buffer += "{\"closed\":\(sections)}\n".utf8
    try flush()
  }

  /// Writes out everything that was added.
  package func flush() throws(SweepFileError) {
    let bytes = buffer
    buffer.removeAll(keepingCapacity: true)
    let isWritten = bytes.withUnsafeBytes { WorkerPipes.write($0, to: descriptor) }
    guard isWritten else { throw SweepFileError(errno: errno, path) }
  }
}
