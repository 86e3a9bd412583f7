import Harness
import Primitives

/// The scenario files that a command's paths stand for.
struct ScenarioFiles {
  /// The paths in the order in which they were found, each once.
  let paths: [String]

  /// What scenario files are called.
  static let suffix = ".jsonc"
  /// What recorded failures are called; they are run with the one seed that they hold.
  static let reproSuffix = ".repro.jsonc"

  /// Finds files: a file stands for itself, a folder for all scenario files beneath it.
  init(_ arguments: [String]) throws(CommandError) {
    var found: [String] = []
    for argument in arguments {
      if argument == "-" {
        found.append(argument)
        continue
      }
      switch try ScenarioFiles.attempt(ScenarioFiles.parts(of: argument).path, FileSystem.kind) {
      case .file: found.append(argument)
      case .folder: try ScenarioFiles.collect(argument, into: &found)
      }
    }
    var seen: Set<String> = []
    paths = found.filter { seen.insert($0).inserted }
  }

  private static func collect(
    _ folder: String, into found: inout [String]
  ) throws(CommandError) {
    let base = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    for name in try attempt(base, FileSystem.names) {
      let path = "\(base)/\(name)"
      // Repro files lie among results, too; they are watched where they are kept.
      let isKept = base.split(separator: "/").contains("Regressions")
      let isScenario = name.hasSuffix(suffix) && (isKept || !name.hasSuffix(reproSuffix))
      // A link may lead back to where it stands; only what is a folder by itself is entered.
      if FileSystem.isFolder(path) {
        try collect(path, into: &found)
      } else if isScenario {
        found.append(path)
      }
    }
  }

  /// Does something with a path; a failure says which path it was.
  private static func attempt<Value>(
    _ path: String, _ body: (String) throws(FileSystem.Failure) -> Value
  ) throws(CommandError) -> Value {
    do {
      return try body(path)
    } catch {
      throw CommandError(.notFound, "cannot read '\(path)': \(error.reason)")
    }
  }

  /// The path of a file and the mistake behind its `#` that is to be planted, if there is one.
  static func parts(of path: String) -> (path: String, mutant: String?) {
    guard let mark = path.lastIndex(of: "#"), path[..<mark].hasSuffix(suffix) else {
      return (path, nil)
    }
    return (String(path[..<mark]), String(path[path.index(after: mark)...]))
  }

  private static func planting(
    _ name: String, in path: String, _ reading: ScenarioReading
  ) throws(CommandError) -> ScenarioReading {
    guard let document = reading.document else { return reading }
    guard let planted = document.planting(name) else {
      let known = Array(document.scenario.mutants.keys)
      throw CommandError(
        .notFound, "\(path) has no mutant '\(name)'",
        hint: Suggestion.nearest(to: name, among: known).map { "did you mean '\($0)'?" }
          ?? (known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"))
    }
    return reading.with(planted)
  }

  /// Reads one file as a scenario of a system, with the random faults that a command line adds.
  ///
  /// `FILE#NAME` is a scenario with one of its mistakes planted.
  static func read(
    _ path: String, system: SystemUnderTest, settings: [ScenarioSetting],
    chaos: ScenarioChaos.Intensity? = nil
  ) throws(CommandError) -> ScenarioReading {
    let (file, mutant) = parts(of: path)
    if let mutant {
      return try planting(
        mutant, in: file, try read(file, system: system, settings: settings, chaos: chaos))
    }
    let bytes: [UInt8]
    do {
      bytes = path == "-" ? try FileSystem.readStandardInput() : try FileSystem.read(path)
    } catch {
      throw CommandError(.notFound, "cannot read '\(path)': \(error.reason)")
    }
    let reader = ScenarioReader(vocabulary: system.vocabulary, settings: settings) { path in
      try? FileSystem.read(path)
    }
    let reading = reader.read(path: path == "-" ? "stdin" : path, bytes: bytes)
    return chaos.map(reading.underChaos) ?? reading
  }
}
