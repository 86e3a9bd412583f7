#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Gives what is read from a descriptor line by line, with little of it in memory.
package struct LineReader {
  private let descriptor: Int32
  private var bytes: [UInt8] = []
  private var start = 0
  private var buffer = [UInt8](repeating: 0, count: 1 << 16)
  /// The bytes after the last line end, once everything has been read; empty in a whole file.
  package private(set) var rest: [UInt8] = []
  /// The number of the system's error that ended reading early; zero when nothing did.
  package private(set) var failure: Int32 = 0
  /// How many bytes the lines that were given have taken, line ends included.
  package private(set) var offset = 0

  /// A reader of an open descriptor, which stays the caller's to close.
  package init(_ descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// The next line without its end; nothing when no whole line is left.
  package mutating func next() -> ArraySlice<UInt8>? {
    var searched = start
    while true {
      if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        offset += end + 1 - start
        return bytes[start..<end]
      }
      searched = bytes.count - start
      bytes.removeFirst(start)
      start = 0
      guard fill() else {
        rest = bytes
        return nil
      }
    }
  }

  /// Reads once; says whether there was anything.
  private mutating func fill() -> Bool {
    while true {
      let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes += buffer[..<count]
        return true
      }
      if count == 0 { return false }
      if errno == EINTR { continue }
      failure = errno
      return false
    }
  }
}
