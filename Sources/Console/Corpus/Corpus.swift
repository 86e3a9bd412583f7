import Engine
import Exploration
import Harness
import Primitives

/// Failing runs that are kept: a folder for each scenario, in it a repro file for each cause.
struct Corpus {
  /// Where they are kept.
  let folder: String
  private let system: SystemUnderTest

  /// One run that is kept.
  struct Entry {
    /// Its file.
    let path: String
    /// What the file holds.
    let repro: Repro
    /// How many bytes the file has; of two runs of one cause the shorter one is kept.
    let size: Int
  }

  /// What has become of a run that is kept.
  enum Fate: String {
    /// It fails as it did.
    case failing
    /// Every law holds.
    case fixed
    /// It fails in another way.
    case other
    /// It could not be judged, or not be made.
    case undecided
  }

  init(folder: String, of system: SystemUnderTest) {
    self.folder = folder
    self.system = system
  }

  /// The runs that are kept, in order of their paths; mistakes in files are told.
  func entries(_ terminal: Terminal) throws(CommandError) -> [Entry] {
    guard (try? FileSystem.kind(of: folder)) == .folder else { return [] }
    var entries: [Entry] = []
    for path in try paths(in: folder) { entries.append(try entry(path, terminal)) }
    return entries
  }

  private func paths(in folder: String) throws(CommandError) -> [String] {
    var found: [String] = []
    let names: [String]
    do throws(FileSystem.Failure) {
      names = try FileSystem.names(in: folder)
    } catch {
      throw CommandError(.notFound, "cannot read '\(folder)': \(error.reason)")
    }
    for name in names {
      let path = "\(folder)/\(name)"
      if FileSystem.isFolder(path) {
        found += try paths(in: path)
      } else if name.hasSuffix(ScenarioFiles.reproSuffix) {
        found.append(path)
      }
    }
    return found
  }

  private func entry(_ path: String, _ terminal: Terminal) throws(CommandError) -> Entry {
    let reading = try ReproFile.read(path, system: system)
    terminal.report(reading.diagnostics, omitted: reading.omitted)
    guard let repro = reading.repro else {
      throw CommandError(.badInput, "\(path) is no repro file that can be run")
    }
    return Entry(path: path, repro: repro, size: (try? FileSystem.read(path).count) ?? 0)
  }

  // MARK: Keeping

  /// What became of a file that was to be kept.
  enum Addition {
    /// It is kept under this path.
    case kept(String)
    /// A run of the same cause is kept already, and is no longer.
    case known(String)
    /// The scenario has as many as it may have.
    case full(String)
  }

  /// Keeps the run of a repro file.
  ///
  /// - Parameter most: how many causes of one scenario are kept.
  func add(_ path: String, most: Int, _ terminal: Terminal) throws(CommandError) -> Addition {
    let new = try entry(path, terminal)
    guard let failure = new.repro.failure else {
      throw CommandError(.badInput, "\(path) breaks no law: there is nothing to keep")
    }
    guard new.repro.without.isEmpty else {
      throw CommandError(
        .badInput, "\(path) leaves out faults of its scenario",
        hint: "make it small first: 'shrink' writes a scenario without them")
    }
    let scenario = new.repro.document.scenario.name
    let place = "\(folder)/\(scenario)"
    let target = "\(place)/\(Corpus.name(of: failure.signature))\(ScenarioFiles.reproSuffix)"
    if (try? FileSystem.kind(of: target)) == .file {
      guard try entry(target, terminal).size > new.size else { return .known(target) }
    } else if (try? FileSystem.kind(of: place)) == .folder, try paths(in: place).count >= most {
      return .full(scenario)
    }
    try FileSystem.makeFolders(place)
    do throws(FileSystem.Failure) {
      try FileSystem.write(try FileSystem.read(path), to: target)
    } catch {
      throw CommandError(.cannotWrite, "cannot write '\(target)': \(error.reason)")
    }
    return .kept(target)
  }

  /// What a cause is called as a file.
  private static func name(of signature: FailureSignature) -> String {
    let words = [signature.property, signature.place, signature.event].filter { !$0.isEmpty }
    let characters = words.joined(separator: "-").unicodeScalars.map { scalar in
      let isPlain = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
      return isPlain ? Character(scalar) : "-"
    }
    return String(characters.prefix(80))
  }

  // MARK: Running

  /// Makes a run that is kept again, in a process of its own.
  func fate(of entry: Entry) -> (fate: Fate, seen: String) {
    let repro = entry.repro
    guard
      let result = IsolatedRun.result(of: repro.seed, repro.document, repro.options, system)
    else { return (.undecided, "it was not made") }
    if let failure = result.failure {
      let isSame = repro.failure.map { Shrinker.isSame($0.signature, failure.signature) } ?? false
      return (isSame ? .failing : .other, "\(failure.signature)")
    }
    if let doubt = result.doubt { return (.undecided, doubt) }
    return (.fixed, "every law holds")
  }
}
