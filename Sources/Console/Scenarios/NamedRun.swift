import Engine
import Exploration
import Harness
import Primitives

/// The run that a command line names: a scenario with a seed, or a repro file.
struct NamedRun {
  /// The file's path.
  let path: String
  /// The scenario.
  let document: ScenarioDocument
  /// The seed, where one was named.
  let seed: Seed?
  /// How the run is carried out.
  var options: ScenarioRunner.Options
  /// What the repro file holds, where it is one.
  let repro: Repro?
  /// The system that it is a run of.
  let system: SystemUnderTest
  private let arguments: Arguments

  /// The options that say which run it is, beside its file.
  static let declarations = [
    RunOptions.seed.declaration, RunOptions.without.declaration, RunOptions.settings.declaration,
    RunOptions.policy.declaration, RunOptions.swarm.declaration, RunOptions.chaos.declaration,
    RunOptions.with.declaration, RunOptions.bare.declaration, RunOptions.calm.declaration,
  ]

  /// How many continuations are made from each instant of a failure.
  static let odds = Option.value(
    "odds", .integer("N", in: 0...10_000), default: "0",
    help: "Go on N times with other chance from 16 instants: when was the failure decided?")

  /// The place of the file of one run.
  static let file = Positional(
    "FILE", .one, completion: .files, help: "A scenario or a repro file; FILE@7 names seed 7 too")

  /// The run that arguments name; nothing when the file has mistakes, which are told.
  ///
  /// - Parameter leavesOutFaults: whether `--without`, `--with` and `--bare` are about this run.
  init?(
    _ name: String, _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest,
    leavesOutFaults: Bool = true
  ) throws(CommandError) {
    let (path, namedSeed) = NamedRun.parts(of: name)
    self.path = path
    self.arguments = arguments
    self.system = system
    let typed = namedSeed ?? arguments[RunOptions.seed]
    if path.hasSuffix(ScenarioFiles.reproSuffix) {
      let reading = try ReproFile.read(path, system: system)
      terminal.report(reading.diagnostics, omitted: reading.omitted)
      guard let repro = reading.repro else { return nil }
      self.repro = repro
      document = repro.document
      seed = typed ?? repro.seed
      options = seed == repro.seed ? repro.options : ScenarioRunner.Options()
      if seed != repro.seed { (options.policy, options.swarm) = (repro.policy, repro.swarm) }
    } else {
      let reading = try ScenarioFiles.read(
        path, system: system, settings: arguments[RunOptions.settings],
        chaos: arguments[RunOptions.chaos])
      terminal.report(reading)
      guard let document = reading.document else { return nil }
      repro = nil
      self.document = document
      seed = typed
      options = ScenarioRunner.Options()
    }
    let without = leavesOutFaults ? arguments[RunOptions.without] : []
    try ScenarioFaults.check(without, of: document.scenario)
    options.without.formUnion(without)
    if leavesOutFaults {
      options.points += arguments[RunOptions.with].flatMap(\.self)
      if arguments[RunOptions.bare] { options.faults = .none }
      if arguments[RunOptions.calm] { options.faultsOutlastWork = true }
    }
    ForeignCode.fixHashes(for: document, of: system)
    if repro == nil || arguments.source(of: RunOptions.policy) != .standard {
      options.policy = ScenarioRunner(document, system: system)
        .settled(RunOptions.policy(arguments, document.scenario))
    }
    if repro == nil || arguments[RunOptions.swarm] {
      options.swarm = RunOptions.swarm(arguments, document.scenario)
    }
  }

  /// The run that stands for a group of failures that a sweep has found.
  init(
    _ sweep: ScenarioSweep, _ group: FailureGroup, _ arguments: Arguments,
    _ system: SystemUnderTest
  ) {
    path = sweep.path
    document = sweep.section.job.runner.document
    seed = group.seed
    options = sweep.options
    options.machine = nil
    repro = nil
    self.system = system
    self.arguments = arguments
  }

  /// A path and the seed behind its last `@`.
  private static func parts(of name: String) -> (path: String, seed: Seed?) {
    guard let at = name.lastIndex(of: "@"),
      let seed = try? SeedSelection.seed(String(name[name.index(after: at)...]))
    else { return (name, nil) }
    let path = String(name[..<at])
    return ScenarioFiles.parts(of: path).path.hasSuffix(ScenarioFiles.suffix)
      ? (path, Seed(seed)) : (name, nil)
  }

  /// The scenario, ready for any of its seeds.
  var sweep: ScenarioSweep { ScenarioSweep(path: path, document: document, system: system) }

  /// Whether the command line changes nothing about the run that the repro file holds.
  var isAsRecorded: Bool {
    guard let repro else { return false }
    return seed == repro.seed && arguments[RunOptions.without].isEmpty
      && arguments[RunOptions.with].isEmpty && !arguments[RunOptions.bare]
      && !arguments[RunOptions.calm]
      && arguments.source(of: RunOptions.policy) == .standard
  }

  /// Whether the run makes choices that a recording must hold.
  var keepsChoices: Bool { options.policy != .arrivalOrder || options.swarm }

  /// The command that replays a file without anything of this command line.
  var replayCommand: ReplayCommand { ReplayCommand(arguments, options: []) }

  /// The command that makes the run of a seed again.
  func replay(also extra: [OptionDeclaration] = []) -> ReplayCommand {
    guard let repro else {
      return ReplayCommand(
        arguments, under: options.policy,
        repeating: [
          RunOptions.settings.declaration, RunOptions.swarm.declaration,
          RunOptions.chaos.declaration,
          RunOptions.without.declaration, RunOptions.with.declaration, RunOptions.bare.declaration,
          RunOptions.calm.declaration,
        ] + extra, of: [document.scenario])
    }
    let words = ReplayCommand.words(
      arguments, under: .arrivalOrder,
      repeating: [
        RunOptions.without.declaration, RunOptions.with.declaration, RunOptions.bare.declaration,
        RunOptions.calm.declaration,
      ] + extra, of: [document.scenario])
    let policy = arguments.texts(of: RunOptions.policy.declaration).flatMap { ["--policy", $0] }
    let other = seed == repro.seed ? [] : seed.map { ["--seed", "\($0)"] } ?? []
    return ReplayCommand(arguments, options: other + words + policy)
  }
}

/// Reads repro files.
enum ReproFile {
  /// What a file holds, and the mistakes in it.
  static func read(
    _ path: String, system: SystemUnderTest
  ) throws(CommandError) -> ReproReader.Reading {
    do throws(FileSystem.Failure) {
      return ReproReader.read(path: path, bytes: try FileSystem.read(path), for: system)
    } catch {
      throw CommandError(.notFound, "cannot read '\(path)': \(error.reason)")
    }
  }
}
