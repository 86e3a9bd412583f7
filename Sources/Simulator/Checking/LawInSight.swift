/// The law that is being looked at, for whoever finds that the process ended with it.
///
/// A law in Swift may trap, and then nothing is left that could be asked. Its name lies in memory
/// that even the handler of a signal may read.
package enum LawInSight {
  /// The bytes of its name; nothing while no law is looked at.
  @exclusivity(unchecked)
  package nonisolated(unsafe) static var name: UnsafeBufferPointer<UInt8>?

  /// Looks at one law.
  package static func during<Result>(
    _ id: String, _ body: () throws -> Result
  ) rethrows -> Result {
    var id = id
    return try id.withUTF8 { bytes in
      name = bytes
      defer { name = nil }
      return try body()
    }
  }
}

/// The names of laws in memory that stays where it is.
final class LawNames {
  private let names: [UnsafeMutableBufferPointer<UInt8>]

  init(_ ids: [String]) {
    names = ids.map { id in
      let bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: id.utf8.count)
      _ = bytes.initialize(from: id.utf8)
      return bytes
    }
  }

  deinit {
    for name in names { name.deallocate() }
  }

  subscript(position: Int) -> UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(names[position]) }
}
