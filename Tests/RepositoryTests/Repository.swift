import Foundation

/// The files of this repository, as the tests about it read them.
enum Repository {
  /// A text file and its path from the repository's root.
  struct File: Sendable {
    let path: String
    let text: String

    /// The file's name without its folders.
    var name: String { String(path.split(separator: "/").last ?? "") }

    init(_ path: String, _ text: String) {
      self.path = path
      self.text = text
    }
  }

  /// The folder that holds `Package.swift`.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every Swift file below `Sources`.
  static let sources = files(in: "Sources") { $0.hasSuffix(".swift") }

  /// Every Swift file of the package.
  static let swiftFiles =
    sources + files(in: "Tests") { $0.hasSuffix(".swift") } + [read("Package.swift")]

  /// Every Markdown file.
  static let documents =
    files(in: "") { $0.hasSuffix(".md") } + files(in: ".github") { $0.hasSuffix(".md") }

  /// Every text file that people write.
  static let texts =
    swiftFiles + documents
    + files(in: "") { path in
      [".jsonc", ".json", ".txt", ".yml", ".html"].contains { path.hasSuffix($0) }
    }
    + files(in: ".github") { $0.hasSuffix(".yml") } + files(in: ".ci") { _ in true }

  /// The names directly below the root, dot files aside.
  static var rootEntries: [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return all.filter { !$0.hasPrefix(".") }.sorted()
  }

  /// Whether a path from the root leads to a file or folder.
  static func exists(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
  }

  /// A file that is there.
  static func read(_ path: String) -> File {
    let url = root.appendingPathComponent(path)
    return File(path, (try? String(contentsOf: url, encoding: .utf8)) ?? "")
  }

  /// The files below a folder whose path is wanted, in order; hidden ones only if the folder is.
  static func files(in folder: String, where isWanted: (String) -> Bool) -> [File] {
    let start = folder.isEmpty ? root : root.appendingPathComponent(folder)
    guard let paths = FileManager.default.enumerator(atPath: start.path) else { return [] }
    var found: [String] = []
    for case let path as String in paths {
      let parts = path.split(separator: "/")
      // What was built stands in a folder of each package, of which this one holds another.
      let isBuilt = parts.last?.hasPrefix(".build") == true
      if parts.first?.hasPrefix(".") == true || parts.first == "out" || isBuilt {
        paths.skipDescendants()
      } else if isWanted(path) {
        found.append(folder.isEmpty ? path : "\(folder)/\(path)")
      }
    }
    return found.sorted().map(read).filter { !$0.text.isEmpty }
  }
}
