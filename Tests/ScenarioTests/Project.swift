import Foundation
import Harness
import ShopSimulation
import Testing

/// The repository's own files, as these tests read and record them.
enum Project {
  /// The folder that holds `Package.swift`.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Whether tests write what they would otherwise compare.
  static let isRecording = ProcessInfo.processInfo.environment["ORRERY_RECORD"] == "1"

  /// The paths of all scenarios from the root, in order.
  static let scenarios = files(in: "Scenarios") { $0.hasSuffix(".jsonc") }

  /// The paths from the root of the files in a folder, in order.
  static func files(in folder: String, where isWanted: (String) -> Bool = { _ in true }) -> [String]
  {
    let start = root.appendingPathComponent(folder)
    let names = FileManager.default.enumerator(atPath: start.path)?.compactMap { $0 as? String }
    return (names ?? []).sorted(by: comesFirst).filter(isWanted).map { "\(folder)/\($0)" }.filter {
      path in
      var isFolder: ObjCBool = false
      let full = root.appendingPathComponent(path).path
      return FileManager.default.fileExists(atPath: full, isDirectory: &isFolder)
        && !isFolder.boolValue
    }
  }

  /// The order in which the program finds files: name by name, not letter by letter.
  private static func comesFirst(_ left: String, _ right: String) -> Bool {
    left.split(separator: "/").lexicographicallyPrecedes(right.split(separator: "/")) {
      String($0) < String($1)
    }
  }

  /// The text of a file, empty when there is none.
  static func text(_ path: String) -> String {
    (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)) ?? ""
  }

  /// Reads a scenario as the shop's command line does.
  static func reading(_ path: String) throws -> ScenarioReading {
    let reader = ScenarioReader(vocabulary: ShopSystem.system.vocabulary) { path in
      (try? Data(contentsOf: root.appendingPathComponent(path))).map(Array.init)
    }
    return reader.read(
      path: path, bytes: Array(try Data(contentsOf: root.appendingPathComponent(path))))
  }

  /// A scenario, ready to be run.
  static func runner(_ path: String) throws -> ScenarioRunner {
    ScenarioRunner(try #require(try reading(path).document), system: ShopSystem.system)
  }

  /// Compares a file of the repository with what it should hold; writes it where recording.
  static func expect(
    _ path: String, holds text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = root.appendingPathComponent(path)
    if isRecording {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let recorded = try? Data(contentsOf: file)
    #expect(
      recorded == Data(text.utf8), "\(path) is not current; ORRERY_RECORD=1 swift test rewrites it",
      sourceLocation: sourceLocation)
  }
}
