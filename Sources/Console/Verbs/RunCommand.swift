import Engine
import Exploration
import Harness
import Primitives

/// One execution of `run`.
struct RunCommand {
  let arguments: Arguments
  let terminal: Terminal
  let system: SystemUnderTest

  func run() throws(CommandError) -> ExitCode {
    try checkSeeds()
    let paths = arguments[Positional.paths]
    let files = try ScenarioFiles(paths)
    guard !files.paths.isEmpty else {
      throw CommandError(
        .nothingRan, "there is no scenario file in \(paths.joined(separator: ", "))",
        hint: "scenario files end in \(ScenarioFiles.suffix)")
    }
    let shard = try chosenShard()
    let (sweeps, badFiles) = try load(files, shard)
    Interruption.listen()
    let total = sweeps.reduce(0 as UInt64) { sum, sweep in
      let (next, isLarge) = sum.addingReportingOverflow(sweep.section.job.seeds.count)
      return isLarge ? .max : next
    }
    let driver = SweepDriver(
      settings(isIsolated: files.paths.contains("-") || isRedacted(sweeps)),
      writingTo: try file(shard),
      total: isOpenEnded ? nil : Int(clamping: total), terminal: terminal)
    let finished = try driver.run(sweeps)
    if driver.replacements > 0 {
      terminal.detail("\(driver.replacements) workers ended early and were replaced")
    }
    try SweepReport(
      finished, arguments, terminal, isAlone: files.paths.count == 1,
      command: words(finished.map(\.section.job.scenario)),
      folder: arguments[RunOptions.out] ?? arguments[RunOptions.resume]
    ).publish(writesRepros: driver.lostOutput == nil)
    let code = try code(finished, badFiles, driver)
    if arguments[RunOptions.shrink], driver.lostOutput == nil {
      try SweepShrinking(
        finished, arguments, terminal, system, includesExpected: files.paths.count == 1
      )
      .run()
    }
    guard Interruption.exitCode == nil, driver.lostOutput == nil else {
      return Interruption.exitCode ?? code
    }
    let repeats = SweepSelfCheck(arguments: arguments, terminal: terminal).run(finished)
    if let interruption = Interruption.exitCode { return interruption }
    return ExitCode.combined([code] + (repeats.map { [$0] } ?? []))
  }

  // MARK: What is asked for

  /// The command without its program and without what has no bearing on its results.
  private func words(_ scenarios: [Scenario]) -> [String] {
    ["run"] + arguments[Positional.paths]
      + ReplayCommand.words(
        arguments, under: .arrivalOrder,
        repeating: [
          RunOptions.seeds.declaration, RunOptions.seed.declaration, RunOptions.time.declaration,
          RunOptions.stopAfter.declaration, RunOptions.swarm.declaration,
          RunOptions.chaos.declaration,
          RunOptions.settings.declaration, RunOptions.policy.declaration,
          RunOptions.shard.declaration, CorpusOptions.folder.declaration,
        ], of: scenarios)
  }

  /// Reads all files, reports every mistake and gives the scenarios that can run.
  private func load(
    _ files: ScenarioFiles, _ shard: Shard
  ) throws(CommandError) -> ([ScenarioSweep], Int) {
    var sweeps: [ScenarioSweep] = []
    var badFiles = 0
    let corpus = try keptSeeds()
    for path in files.paths {
      if path.hasSuffix(ScenarioFiles.reproSuffix) {
        if let sweep = try recorded(path, shard) { sweeps.append(sweep) } else { badFiles += 1 }
        continue
      }
      let reading = try ScenarioFiles.read(
        path, system: system, settings: arguments[RunOptions.settings],
        chaos: arguments[RunOptions.chaos])
      terminal.report(reading)
      if let document = reading.document {
        ForeignCode.fixHashes(for: document, of: system)
        warn(about: document.scenario.search.strategy, in: path)
        guard let seeds = seeds(for: document.scenario, corpus.seeds(of: document.scenario)) else {
          terminal.note("\(StyledText(corpus.folder)) keeps no run of \(StyledText(path))")
          continue
        }
        sweeps.append(ScenarioSweep(try section(path, document, seeds, shard)))
      } else {
        badFiles += 1
      }
    }
    return (sweeps, badFiles)
  }

  /// The seeds that the corpus keeps, where they are asked for.
  private func keptSeeds() throws(CommandError) -> KeptSeeds {
    let folder = arguments[CorpusOptions.folder]
    guard arguments[RunOptions.seeds]?.asksCorpus == true else { return KeptSeeds(folder, []) }
    return KeptSeeds(folder, try Corpus(folder: folder, of: system).entries(terminal))
  }

  /// The one run of a repro file, expected to break what it broke when the file was written.
  private func recorded(_ path: String, _ shard: Shard) throws(CommandError) -> ScenarioSweep? {
    let reading = try ReproFile.read(path, system: system)
    terminal.report(reading.diagnostics, omitted: reading.omitted)
    guard let repro = reading.repro else { return nil }
    guard repro.without.isEmpty else {
      throw CommandError(
        .badInput, "\(path) leaves out faults, which 'run' cannot", hint: "'replay' can")
    }
    guard repro.points.isEmpty else {
      throw CommandError(
        .badInput, "\(path) adds faults at points, which 'run' cannot", hint: "'replay' can")
    }
    ForeignCode.fixHashes(for: repro.document, of: system)
    let runner = ScenarioRunner(repro.expectingItsFailure, system: system)
    let seeds = SeedList(SeedSelection(repro.seed.value...repro.seed.value), shard: shard)
    let options = repro.options
    var job = SweepJob(
      runner, seeds, policy: options.policy, swarm: options.swarm, faults: options.faults)
    job.faultsOutlastWork = options.faultsOutlastWork
    return ScenarioSweep(SweepSection(path: path, job: job, stopAfter: nil, budget: nil))
  }

  /// Says when a scenario asks for more than going from seed to seed.
  private func warn(about strategy: ScenarioSearch.Strategy, in path: String) {
    switch strategy {
    case .random, .pct, .swarm: return
    case .exhaustive, .coverage:
      terminal.warn(
        "\(path): 'run' does not follow the strategy '\(strategy.rawValue)'; it runs seed by seed")
    }
  }

  private func section(
    _ path: String, _ document: ScenarioDocument, _ selection: SeedSelection, _ shard: Shard
  ) throws(CommandError) -> SweepSection {
    let search = document.scenario.search
    let budget = isOpenEnded ? nil : search.budget
    let seeds = SeedList(selection, shard: shard, limit: budget, drawing: Machine.randomWord)
    let runner = ScenarioRunner(document, system: system)
    let policy = runner.settled(RunOptions.policy(arguments, document.scenario))
    let job = SweepJob(
      runner, seeds, policy: policy,
      swarm: RunOptions.swarm(arguments, document.scenario))
    return SweepSection(
      path: path, job: job, stopAfter: arguments[RunOptions.stopAfter] ?? search.stopAfter,
      budget: budget,
      replayOptions: ReplayCommand.words(
        arguments, under: policy,
        repeating: [
          RunOptions.settings.declaration, RunOptions.swarm.declaration,
          RunOptions.chaos.declaration,
        ],
        of: [document.scenario]))
  }

  /// Two answers to one question are refused; a variable gives way to the command line.
  private func checkSeeds() throws(CommandError) {
    guard arguments[RunOptions.seed] != nil, arguments[RunOptions.seeds] != nil else { return }
    let sources = (
      arguments.source(of: RunOptions.seed), arguments.source(of: RunOptions.seeds)
    )
    guard (sources.0 == .commandLine) == (sources.1 == .commandLine) else { return }
    throw CommandError(
      .usage, "both --seed and --seeds say which seeds to run", hint: "leave one of them out")
  }

  /// Whether as many seeds are run as fit into a time.
  private var isOpenEnded: Bool {
    arguments[RunOptions.time] != nil && arguments[RunOptions.seed] == nil
      && arguments[RunOptions.seeds] == nil
  }

  /// The seeds of a scenario; nothing where only those are asked for that are kept, and none is.
  private func seeds(for scenario: Scenario, _ kept: [UInt64]) -> SeedSelection? {
    if isOpenEnded { return SeedSelection(1...UInt64.max) }
    let several = arguments[RunOptions.seeds]
    let isOverruled = several != nil && arguments.source(of: RunOptions.seeds) == .commandLine
    if let seed = arguments[RunOptions.seed], !isOverruled {
      return SeedSelection(seed.value...seed.value)
    }
    return several.map { $0.selection(kept: kept) } ?? scenario.search.seeds
  }

  private func chosenShard() throws(CommandError) -> Shard {
    switch arguments[RunOptions.shard] {
    case nil: return .whole
    case .stated(let shard): return shard
    case .automatic:
      do throws(ShardVariables.Mistake) {
        let environment = arguments.environment
        let (shard, source) = try ShardVariables.detect { environment[$0] }
        terminal.note(StyledText(source))
        return shard
      } catch {
        throw CommandError(.usage, error.message, hint: error.hint)
      }
    }
  }

  private func settings(isIsolated: Bool) -> SweepDriver.Settings {
    SweepDriver.Settings(
      jobs: arguments[RunOptions.jobs] ?? Machine.cores,
      isIsolated: isIsolated || arguments[RunOptions.isolated] || drawsSeeds,
      time: arguments[RunOptions.time])
  }

  /// Whether what a trap says must not be shown, so that another process has to hear it.
  private func isRedacted(_ sweeps: [ScenarioSweep]) -> Bool {
    sweeps.contains { !$0.section.job.scenario.record.redact.isEmpty }
  }

  /// Whether chance decides which seeds are run; a program that starts again would draw others.
  private var drawsSeeds: Bool {
    arguments[RunOptions.seeds]?.asksChance ?? false
  }

  /// The file that results are written to, if they are written.
  private func file(_ shard: Shard) throws(CommandError) -> SweepFile? {
    let resumed = arguments[RunOptions.resume]
    var folder = resumed ?? arguments[RunOptions.out]
    if folder == nil, shard.count > 1 {
      folder = "orrery-results"
      terminal.note("the results of shard \(shard) are written to orrery-results")
    }
    guard let folder else { return nil }
    let name =
      shard.count == 1
      ? "runs.orrery.jsonl" : "shard-\(shard.index)-of-\(shard.count).orrery.jsonl"
    if resumed == nil { try FileSystem.makeFolders(folder) }
    do throws(SweepFileError) {
      let program = arguments.table.program
      let header = SweepFileHeader(tool: "\(program.name) \(program.version)", shard: shard)
      return try SweepFile("\(folder)/\(name)", header, mustResume: resumed != nil)
    } catch {
      throw CommandError(error)
    }
  }

  // MARK: How it ended

  private func code(
    _ sweeps: [ScenarioSweep], _ badFiles: Int, _ driver: SweepDriver
  ) throws(CommandError) -> ExitCode {
    let runs = sweeps.reduce(0) { $0 + $1.runs }
    var codes = sweeps.map(\.ending.exitCode) + (badFiles > 0 ? [.badInput] : [])
    if arguments[RunOptions.mercy] { codes = codes.map { $0 == .violated ? .success : $0 } }
    if let loss = driver.lostOutput {
      terminal.report(
        CommandError(
          .cannotWrite, "cannot write \(loss)",
          hint: "stopped after \(runs) runs; what is said above covers those only"))
      codes.append(.cannotWrite)
    }
    if let code = Interruption.exitCode {
      terminal.warn("stopped after \(runs) runs; what is said above covers those only")
      return code
    }
    let late = sweeps.filter { $0.end == .budget }
    if !isOpenEnded, driver.lostOutput == nil, !late.isEmpty {
      terminal.warn(
        "the time was over after \(runs) runs, before all seeds were run",
        hint: "what is said above covers those only")
      codes.append(.undecided)
    }
    return ExitCode.combined(codes)
  }
}

extension CommandError {
  /// What a file of results that cannot be used means for a command.
  init(_ error: SweepFileError) {
    let code: ExitCode =
      switch error.kind {
      case .system: .cannotWrite
      case .cut, .bad, .foreign: .badInput
      case .incomplete: .undecided
      }
    self.init(code, error.description)
  }
}
