import Harness

/// The scenario files that a command's paths stand for.
struct ScenarioFiles {
  /// The paths in the order in which they were found, each once.
  let paths: [String]

  /// What scenario files are called.
  static let suffix = ".jsonc"
  /// What recorded failures are called; they are replayed, not run.
  static let reproSuffix = ".repro.jsonc"

  /// Finds files: a file stands for itself, a folder for all scenario files beneath it.
  init(_ arguments: [String]) throws(CommandError) {
    var found: [String] = []
    for argument in arguments {
      if argument == "-" {
        found.append(argument)
        continue
      }
      do {
        switch try FileSystem.kind(of: argument) {
        case .file: found.append(argument)
        case .folder: try ScenarioFiles.collect(argument, into: &found)
        }
      } catch {
        throw CommandError(.notFound, "cannot read '\(argument)': \(error.reason)")
      }
    }
    var seen: Set<String> = []
    paths = found.filter { seen.insert($0).inserted }
  }

  private static func collect(
    _ folder: String, into found: inout [String]
  ) throws(FileSystem.Failure) {
    let base = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    for name in try FileSystem.names(in: base) {
      let path = "\(base)/\(name)"
      switch try FileSystem.kind(of: path) {
      case .folder: try collect(path, into: &found)
      case .file:
        if name.hasSuffix(suffix), !name.hasSuffix(reproSuffix) { found.append(path) }
      }
    }
  }

  /// Reads one file as a scenario of a system.
  static func read(
    _ path: String, system: SystemUnderTest, settings: [ScenarioSetting]
  ) throws(CommandError) -> ScenarioReading {
    let bytes: [UInt8]
    do {
      bytes = path == "-" ? try FileSystem.readStandardInput() : try FileSystem.read(path)
    } catch {
      throw CommandError(.notFound, "cannot read '\(path)': \(error.reason)")
    }
    let reader = ScenarioReader(vocabulary: system.vocabulary, settings: settings) { path in
      try? FileSystem.read(path)
    }
    return reader.read(path: path == "-" ? "stdin" : path, bytes: bytes)
  }
}
