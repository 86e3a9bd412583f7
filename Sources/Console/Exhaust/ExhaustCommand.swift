import Engine
import Exploration
import Harness
import Primitives

/// One execution of `exhaust`.
struct ExhaustCommand {
  let arguments: Arguments
  let terminal: Terminal
  let system: SystemUnderTest

  func run() throws(CommandError) -> ExitCode {
    let files = try ScenarioFiles(arguments[.paths])
    guard !files.paths.isEmpty else {
      throw CommandError(.nothingRan, "there is no scenario file to run")
    }
    let (documents, badFiles) = try load(files)
    Interruption.listen()
    let driver = SweepDriver(
      SweepDriver.Settings(
        jobs: arguments[RunOptions.jobs] ?? Machine.cores,
        isIsolated: arguments[RunOptions.isolated] || files.paths.contains("-"), time: nil),
      writingTo: try file(), total: nil, terminal: terminal)
    let end = arguments[RunOptions.time].map { terminal.elapsed() + $0 }
    var finished: [Exhaustion] = []
    for (index, (path, document)) in documents.enumerated() where Interruption.exitCode == nil {
      let now = terminal.elapsed()
      let share = end.map { now + max($0 - now, .zero) / (documents.count - index) }
      finished.append(try exhaust(path, document, driver, until: share))
    }
    if finished.allSatisfy(\.isComplete), Interruption.exitCode == nil { driver.close() }
    tell(finished, driver)
    return ExitCode.combined(
      finished.map(\.code) + (badFiles > 0 ? [.badInput] : [])
        + (driver.lostOutput == nil ? [] : [.cannotWrite])
        + (Interruption.exitCode.map { [$0] } ?? []))
  }

  private func load(
    _ files: ScenarioFiles
  ) throws(CommandError) -> ([(String, ScenarioDocument)], badFiles: Int) {
    var documents: [(String, ScenarioDocument)] = []
    var badFiles = 0
    for path in files.paths {
      let reading = try ScenarioFiles.read(
        path, system: system, settings: arguments[RunOptions.settings])
      terminal.report(reading)
      guard let document = reading.document else {
        badFiles += 1
        continue
      }
      ForeignCode.fixHashes(for: document, of: system)
      documents.append((path, document))
    }
    return (documents, badFiles)
  }

  // MARK: One scenario

  private func exhaust(
    _ path: String, _ document: ScenarioDocument, _ driver: SweepDriver, until end: Duration?
  ) throws(CommandError) -> Exhaustion {
    let runner = ScenarioRunner(document, system: system)
    let policy = runner.settled(RunOptions.policy(arguments, document.scenario))
    let seed = arguments[RunOptions.seed] ?? firstSeed(of: document.scenario)
    let isBare = arguments[RunOptions.bare]
    let replay = ReplayCommand(
      arguments, under: policy,
      repeating: [RunOptions.settings.declaration, RunOptions.bare.declaration])
    func sweep(_ job: SweepJob) throws(CommandError) -> ScenarioSweep {
      let section = SweepSection(
        path: path, job: job,
        stopAfter: job.points == nil ? nil : arguments[RunOptions.stopAfter], budget: nil)
      return try driver.run([ScenarioSweep(section)], until: end)[0]
    }
    let seeds = SeedList(SeedSelection(seed.value...seed.value))
    var result = Exhaustion(
      base: try sweep(SweepJob(runner, seeds, policy: policy, isBare: isBare)),
      replay: replay, seed: seed)
    guard let first = result.base.results.first, first.failure == nil, first.doubt == nil else {
      return result
    }
    let record = goodRun(runner, seed, policy, isBare: isBare)
    result.record = record
    let catalogue = PointCatalogue(
      RunPoints(record), restart: arguments[ExhaustOptions.restart])
    result.catalogue = catalogue
    result.singles = try sweep(
      SweepJob(runner, seed, trying: catalogue.singles, policy: policy, isBare: isBare))
    guard arguments[ExhaustOptions.pairs], result.singles?.end == .complete else { return result }
    let (pairs, leftOut) = catalogue.pairs(in: CausalGraph(record), record)
    result.unrelatedPairs = leftOut
    result.pairs = try sweep(
      SweepJob(runner, seed, trying: pairs, policy: policy, isBare: isBare))
    return result
  }

  /// The run that all others differ from by a fault or two, everything kept.
  private func goodRun(
    _ runner: ScenarioRunner, _ seed: Seed, _ policy: SchedulingPolicy, isBare: Bool
  ) -> RunRecord {
    var options = ScenarioRunner.Options()
    options.level = .full
    options.policy = policy
    options.isBare = isBare
    options.surveysMessages = true
    return runner.run(seed, options)
  }

  private func firstSeed(of scenario: Scenario) -> Seed {
    for seed in scenario.search.seeds.seeds(drawing: { 1 }) { return Seed(seed) }
    return 1
  }

  private func file() throws(CommandError) -> SweepFile? {
    let resumed = arguments[RunOptions.resume]
    guard let folder = resumed ?? arguments[RunOptions.out] else { return nil }
    do throws(SweepFileError) {
      if resumed == nil { try FileSystem.makeFolders(folder) }
      let program = arguments.table.program
      let header = SweepFileHeader(tool: "\(program.name) \(program.version)", shard: .whole)
      return try SweepFile("\(folder)/points.orrery.jsonl", header, mustResume: resumed != nil)
    } catch {
      throw CommandError(error)
    }
  }

  // MARK: What came of it

  private func tell(_ finished: [Exhaustion], _ driver: SweepDriver) {
    if arguments[StandardOptions.json] {
      let program = arguments.table.program
      terminal.print(json: [
        "schema": "orrery.exhaust/1",
        "tool": .text("\(program.name) \(program.version)"),
        "scenarios": .list(finished.map { ExhaustJSON(exhaustion: $0).object }),
        "wall": ["milliseconds": .integer(terminal.elapsed().nanoseconds / 1_000_000)],
      ])
    } else {
      for (index, exhaustion) in finished.enumerated() {
        if index > 0 { terminal.print() }
        for line in ExhaustText(exhaustion: exhaustion).lines { terminal.print(line) }
      }
    }
    if let loss = driver.lostOutput {
      terminal.report(CommandError(.cannotWrite, "cannot write \(loss)"))
    } else if finished.contains(where: { !$0.isComplete && $0.baseFailure == nil }) {
      terminal.warn(
        "not all points were tried; what is said above covers only those that were",
        hint: arguments[RunOptions.out] == nil && arguments[RunOptions.resume] == nil
          ? "with --out the same command goes on where it was cut off" : nil)
    }
  }
}
