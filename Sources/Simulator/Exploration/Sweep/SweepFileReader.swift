import Harness

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Reads a file of results from its beginning to its end, with little of it in memory.
package final class SweepFileReader {
  /// The file.
  package let path: String
  /// What it says of itself.
  package let header: SweepFileHeader
  /// Why the part that was read last ended; nothing in the middle of one.
  package private(set) var end: SectionEnd?
  private let descriptor: Int32
  private var lines: LineReader
  private var number = 0
  private var taken = 0

  /// Opens a file and reads what it says of itself.
  package init(_ path: String) throws(SweepFileError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SweepFileError(errno: errno, path) }
    self.path = path
    var lines = LineReader(descriptor)
    guard let first = lines.next().flatMap(SweepFileReader.node),
      let second = lines.next().flatMap(SweepFileReader.node),
      let header = SweepFileHeader(first, second)
    else {
      close(descriptor)
      throw SweepFileError(.bad, path, "it is no file of results of this version")
    }
    self.header = header
    taken = lines.offset
    startOfSection = taken
    self.lines = lines
    number = 2
  }

  deinit { close(descriptor) }

  /// Closes a descriptor, for types whose own method of that name hides the system's.
  static func release(_ descriptor: Int32) {
    close(descriptor)
  }

  /// Where the part that was begun last stands in the file.
  package private(set) var startOfSection = 0
  /// The first line of that part.
  private var section: [UInt8] = []

  /// Whether a part's first line was read before anything was wrong with the file.
  func isInSection(_ section: SweepSection) -> Bool {
    self.section.elementsEqual(section.line.utf8)
  }

  /// How many bytes the file has up to the end of the last run or part that was given.
  package var offset: Int { taken }

  /// The first line of the next scenario's part; nothing after the last of a file that is whole.
  package func nextSection() throws(SweepFileError) -> [UInt8]? {
    startOfSection = taken
    section = []
    let line = try next()
    end = nil
    if line.starts(with: "{\"closed\":".utf8) { return nil }
    guard line.starts(with: "{\"scenario\":".utf8) else { throw unexpected("a scenario") }
    taken = lines.offset
    section = Array(line)
    return section
  }

  /// The next run of a part; nothing after its last.
  package func nextResult() throws(SweepFileError) -> RunResult? {
    if end != nil { return nil }
    let line = try next()
    if let result = RunLine.result(line) {
      taken = lines.offset
      return result
    }
    guard line.starts(with: "{\"end\":".utf8), let node = SweepFileReader.node(line),
      let end = node["end"]?.text.flatMap({ SectionEnd(rawValue: $0) })
    else { throw unexpected("a run") }
    self.end = end
    if end.isFinal { taken = lines.offset }
    return nil
  }

  private func next() throws(SweepFileError) -> ArraySlice<UInt8> {
    number += 1
    if let line = lines.next() { return line }
    if lines.failure != 0 { throw SweepFileError(errno: lines.failure, path) }
    throw SweepFileError(
      .cut, path, "it ends in the middle, after \(number - 1) whole lines")
  }

  private func unexpected(_ wanted: String) -> SweepFileError {
    SweepFileError(.bad, path, "line \(number) is not \(wanted)")
  }

  private static func node(_ line: some Collection<UInt8>) -> JSONNode? {
    var diagnostics = DiagnosticList()
    return JSONReader.read(SourceFile(path: "", bytes: Array(line)), into: &diagnostics)
  }
}
