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
    if finished.isEmpty, Interruption.exitCode != nil {
      terminal.warn("stopped before a run was made")
    }
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
    let faults: FaultSource = arguments[RunOptions.bare] ? .none : .scenario
    let replay = ReplayCommand(
      arguments, under: policy,
      repeating: [
        RunOptions.settings.declaration, RunOptions.bare.declaration, RunOptions.calm.declaration,
      ],
      of: [runner.document.scenario])
    func sweep(_ job: SweepJob) throws(CommandError) -> ScenarioSweep {
      var job = job
      job.faultsOutlastWork = arguments[RunOptions.calm]
      let section = SweepSection(
        path: path, job: job,
        stopAfter: job.points == nil ? nil : arguments[RunOptions.stopAfter], budget: nil)
      return try driver.run([ScenarioSweep(section)], until: end)[0]
    }
    let seeds = SeedList(SeedSelection(seed.value...seed.value))
    var result = Exhaustion(
      base: try sweep(SweepJob(runner, seeds, policy: policy, faults: faults)),
      replay: replay, seed: seed)
    guard let first = result.base.results.first, first.failure == nil, first.doubt == nil else {
      return result
    }
    let record = goodRun(runner, seed, policy, faults: faults)
    result.record = record
    let points = RunPoints(record)
    let pauses =
      arguments[ExhaustOptions.pause].map { [$0] } ?? PointCatalogue.usualPauses(points, runner)
    let catalogue = PointCatalogue(
      points, pauses: pauses, restart: arguments[ExhaustOptions.restart])
    result.faultCount = catalogue.entries.count
    let job = { points in
      SweepJob(runner, seed, trying: points, policy: policy, faults: faults)
    }
    var search =
      arguments[ExhaustOptions.lineage] ? LineageSearch(Lineage(record, pauses: pauses)) : nil
    let singles = try sweep(job(search?.singles ?? catalogue.singles))
    result.singles = singles
    if arguments[ExhaustOptions.pairs], singles.end == .complete {
      if search != nil {
        for attempt in result.singleAttempts where attempt.isHeld && attempt.isReached {
          let points = attempt.faults
          let record = goodRun(runner, seed, policy, faults: faults, points: points)
          search?.learn(Lineage(record, pauses: pauses), inSpiteOf: points[0])
        }
        result.pairs = try sweep(job(search?.pairs ?? []))
      } else {
        let (pairs, leftOut) = catalogue.pairs(in: CausalGraph(record), record)
        result.unrelatedPairs = leftOut
        result.pairs = try sweep(job(pairs))
      }
    }
    if search != nil {
      result.comparison = try compare(result, job(catalogue.singles), driver, until: end)
    }
    return result
  }

  /// How many runs the search took against going through every point and against chaos.
  private func compare(
    _ result: Exhaustion, _ everyPoint: SweepJob, _ driver: SweepDriver, until end: Duration?
  ) throws(CommandError) -> [SearchEffort] {
    let attempts = result.attempts
    let found = attempts.firstIndex { $0.result.failure != nil }
    var efforts = [SearchEffort(name: "lineage", found: found.map { $0 + 1 }, runs: attempts.count)]
    let random = SweepJob(
      everyPoint.runner, SeedList(SeedSelection(1...ExhaustCommand.randomRuns)),
      policy: everyPoint.policy, faults: .chaos)
    for (name, job) in [("every point", everyPoint), ("random", random)] {
      var job = job
      job.faultsOutlastWork = arguments[RunOptions.calm]
      let section = SweepSection(path: result.path, job: job, stopAfter: 1, budget: nil)
      let sweep = try driver.run([ScenarioSweep(section)], until: end)[0]
      efforts.append(
        SearchEffort(
          name: name, found: sweep.violationCount > 0 ? sweep.runs : nil, runs: sweep.runs))
    }
    return efforts
  }

  /// How many seeds of chaos a search by lineage is compared with.
  private static let randomRuns: UInt64 = 200

  /// The run that all others differ from by a fault or two, everything kept.
  private func goodRun(
    _ runner: ScenarioRunner, _ seed: Seed, _ policy: SchedulingPolicy, faults: FaultSource,
    points: [PointFault] = []
  ) -> RunRecord {
    var options = ScenarioRunner.Options()
    options.level = .full
    options.policy = policy
    options.faults = faults
    options.surveysMessages = true
    options.points = points
    options.faultsOutlastWork = arguments[RunOptions.calm]
    return runner.run(seed, options)
  }

  private func firstSeed(of scenario: Scenario) -> Seed {
    for seed in scenario.search.seeds.seeds(drawing: { 1 }) { return Seed(seed) }
    return 1
  }

  private func file() throws(CommandError) -> SweepFile? {
    let resumed = arguments[RunOptions.resume]
    guard let folder = resumed ?? arguments[RunOptions.out] else { return nil }
    if resumed == nil { try FileSystem.makeFolders(folder) }
    do throws(SweepFileError) {
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
