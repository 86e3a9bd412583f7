import Harness
import Primitives

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// What a file of results says of the program that made it and of its share of the work.
package struct SweepFileHeader: Hashable, Sendable {
  /// The version of the format.
  package static let schema = "orrery.runs/1"

  /// The program by name and version.
  package let tool: String
  /// The fingerprint of the program itself: results of different programs are not comparable.
  package let program: String
  /// Which part of the work the file holds.
  package let shard: Shard

  /// What this program says of itself.
  package init(tool: String, shard: Shard) {
    self.tool = tool
    self.shard = shard
    program = SweepFileHeader.fingerprint
  }

  init?(_ first: JSONNode, _ second: JSONNode) {
    guard first["schema"]?.text == SweepFileHeader.schema, let tool = first["tool"]?.text,
      let program = first["program"]?.text,
      let shard = second["shard"]?.text.flatMap({ Shard($0) })
    else { return nil }
    self.tool = tool
    self.program = program
    self.shard = shard
  }

  /// The same program's header for another part of the work.
  package func with(_ shard: Shard) -> SweepFileHeader {
    SweepFileHeader(tool: tool, program: program, shard: shard)
  }

  private init(tool: String, program: String, shard: Shard) {
    self.tool = tool
    self.program = program
    self.shard = shard
  }

  /// The first two lines of a file.
  var lines: String {
    let fields = [("schema", SweepFileHeader.schema), ("tool", tool), ("program", program)]
    let text = fields.map { "\"\($0.0)\":\(JSONText.quoted($0.1))" }.joined(separator: ",")
    return "{\(text)}\n{\"shard\":\"\(shard)\"}\n"
  }

  /// A fingerprint of the running program's file.
  private static var fingerprint: String {
    let descriptor = open(WorkerProcess.executable, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "unknown" }
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size > 0,
      let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
    else { return "unknown" }
    defer { munmap(start, size) }
    var digest = Digest()
    digest.combine(bytes: UnsafeRawBufferPointer(start: start, count: size))
    return digest.description
  }
}

/// Why a file of results cannot be used.
package struct SweepFileError: Error, Hashable, Sendable {
  /// What is the matter with it.
  package enum Kind: Hashable, Sendable {
    /// It cannot be read or written, as the system says.
    case system
    /// It ends before its end.
    case cut
    /// It is no file of results, or somebody changed it.
    case bad
    /// It belongs to other runs than the ones it should be put together with.
    case foreign
    /// What it should be put together with is not there.
    case incomplete
  }

  /// What is the matter.
  package let kind: Kind
  /// The file.
  package let path: String
  /// What is wrong, in a clause.
  package let message: String

  /// A file and what is wrong with it.
  package init(_ kind: Kind, _ path: String, _ message: String) {
    self.kind = kind
    self.path = path
    self.message = message
  }

  init(errno code: Int32, _ path: String) {
    self.init(.system, path, String(cString: strerror(code)))
  }
}

extension SweepFileError: CustomStringConvertible {
  /// The file and what is wrong with it.
  package var description: String { "\(path): \(message)" }
}
