import Harness

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Where a test takes its scenario from.
public struct ScenarioSource: Sendable {
  /// The scenario's path, as it is shown.
  let path: String
  private let given: [UInt8]?

  /// A scenario file, at a path that starts from the folder of the test's source file.
  public static func file(_ path: String, from source: StaticString = #filePath) -> ScenarioSource {
    let folder = "\(source)".split(separator: "/", omittingEmptySubsequences: false).dropLast()
      .joined(separator: "/")
    return ScenarioSource(path: path.hasPrefix("/") ? path : "\(folder)/\(path)", given: nil)
  }

  /// A scenario that stands in the test itself.
  public static func text(_ text: String, named name: String = "scenario") -> ScenarioSource {
    ScenarioSource(path: "\(name).jsonc", given: Array(text.utf8))
  }

  private init(path: String, given: [UInt8]?) {
    self.path = path
    self.given = given
  }

  /// The scenario, checked against what its system knows.
  func document(for system: SystemUnderTest) throws(ScenarioMistake) -> ScenarioDocument {
    guard let bytes = given ?? ScenarioSource.read(path) else {
      throw ScenarioMistake(description: "cannot read the scenario '\(path)'")
    }
    let reader = ScenarioReader(vocabulary: system.vocabulary) { ScenarioSource.read($0) }
    let reading = reader.read(path: path, bytes: bytes)
    guard let document = reading.document else {
      throw ScenarioMistake(
        description: DiagnosticText.text(reading.diagnostics, omitted: reading.omitted))
    }
    return document
  }

  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes { system(read: descriptor, $0) }
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        return nil
      }
      bytes += buffer[..<count]
    }
  }
}

/// A scenario that cannot be run, with every mistake in it and its place.
public struct ScenarioMistake: Error, CustomStringConvertible {
  /// The mistakes in the shape of compilers.
  public let description: String
}

/// The system's call, under a name that no method hides.
private func system(read descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
  read(descriptor, buffer.baseAddress, buffer.count)
}
