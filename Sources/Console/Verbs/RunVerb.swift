import Engine
import Harness
import Primitives
import Reporting

extension Verb {
  /// Runs scenarios over seeds and says what broke.
  static func run(_ system: SystemUnderTest) -> Verb {
    Verb(
      "run", "Run scenarios over seeds and judge every run",
      discussion: """
        A folder stands for all scenario files beneath it. Without seeds on the command line each \
        scenario runs over the seeds that it names itself. The exit code is 0 when every run was \
        as its scenario expects, 1 when a law was broken that should hold, 2 when something could \
        not be decided. A share of the runs is repeated in other processes; the exit code is 3 \
        when one does not repeat.
        """,
      examples: [
        Example("run Scenarios", "every scenario beneath a folder"),
        Example("run Scenarios/Hazards/double-deduction/unguarded.jsonc", "one, with its story"),
        Example("run Scenarios --seeds 1..1000", "with more seeds"),
      ],
      positionals: [
        Positional.paths
      ],
      options: [
        RunOptions.seeds.declaration, RunOptions.seed.declaration,
        RunOptions.settings.declaration, RunOptions.policy.declaration,
        SweepSelfCheck.share.declaration, StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      let command = RunCommand(arguments: arguments, terminal: terminal, system: system)
      return try command.run()
    }
  }
}

/// The options that the verbs around runs share.
enum RunOptions {
  static let seeds = Option.optional("seeds", .seeds, help: "Seeds to run, such as 1..1000")
    .variable("ORRERY_SEEDS")
  static let seed = Option.optional("seed", .seed, help: "The one seed to run")
    .variable("ORRERY_SEED")
  static let settings = Option<[ScenarioSetting]>.list(
    "set", .setting, help: "Give a parameter of the scenario a value")
  static let policy = Option.value(
    "policy", .policy, default: "arrival", help: "Which of several ready tasks goes next")
  static let without = Option<[String]>.list(
    "without", .text("FAULT"), help: "Leave out a planned fault")
  static let log = Option.value(
    "log", .word(["short", "full"], "LEVEL"), default: "short",
    help: "How much of the timeline to print")
}

extension InvalidValue {
  /// The reason for which a text is not the notation of a value.
  init(_ mistake: NotationMistake, in text: String) {
    // Whoever shows it has named the text already.
    let named = "'\(text)' "
    let isNamed = mistake.message.hasPrefix(named)
    self.init(isNamed ? String(mistake.message.dropFirst(named.count)) : mistake.message)
  }
}

extension ValueReader where Value == SeedSelection {
  /// A selection of seeds.
  static var seeds: Self {
    ValueReader("SEEDS") { text throws(InvalidValue) in
      do throws(NotationMistake) {
        return try SeedSelection(text)
      } catch {
        throw InvalidValue(error, in: text)
      }
    }
  }
}

extension ValueReader where Value == Seed {
  /// One seed.
  static var seed: Self {
    ValueReader("SEED") { text throws(InvalidValue) in
      do throws(NotationMistake) {
        return Seed(try SeedSelection.seed(text))
      } catch {
        throw InvalidValue(error, in: text)
      }
    }
  }
}

extension ValueReader where Value == ScenarioSetting {
  /// A parameter's name and value.
  static var setting: Self {
    ValueReader("NAME=VALUE") { text throws(InvalidValue) in
      do throws(NotationMistake) {
        return try ScenarioSetting(text)
      } catch {
        throw InvalidValue(error, in: text)
      }
    }
  }
}

extension ValueReader where Value == SchedulingPolicy {
  /// A scheduling policy.
  static var policy: Self {
    ValueReader("POLICY", completion: .suggestions(["arrival", "random", "pct:3"])) {
      text throws(InvalidValue) in
      if let policy = SchedulingPolicy(text) { return policy }
      throw InvalidValue(
        "is not a policy; there are arrival, random, pct:3 for three changes of priority, "
          + "pct:3@420 within so many choices, and recorded:… for choices that were made before")
    }
  }
}

/// One execution of `run`.
private struct RunCommand {
  let arguments: Arguments
  let terminal: Terminal
  let system: SystemUnderTest

  private var replay: ReplayCommand {
    ReplayCommand(
      arguments, repeating: [RunOptions.settings.declaration])
  }

  func run() throws(CommandError) -> ExitCode {
    try checkSeeds()
    let files = try ScenarioFiles(arguments[Positional.paths])
    guard !files.paths.isEmpty else {
      throw CommandError(
        .nothingRan,
        "there is no scenario file in \(arguments[Positional.paths].joined(separator: ", "))",
        hint: "scenario files end in \(ScenarioFiles.suffix)")
    }
    let (sweeps, badFiles) = try load(files)
    let finished = sweep(sweeps)
    let isAlone = files.paths.count == 1
    if arguments[StandardOptions.json] {
      printJSON(finished)
    } else {
      printText(finished, isAlone: isAlone)
    }
    if let code = Interruption.exitCode {
      let runs = finished.reduce(0) { $0 + $1.runs }
      terminal.warn("stopped after \(runs) runs; what is said above covers those only")
      return code
    }
    let repeats = try SweepSelfCheck(arguments: arguments, terminal: terminal)
      .run(finished.map { ($0.path, seeds(for: $0.scenario)) })
    return ExitCode.combined(
      finished.map(\.ending.exitCode) + (badFiles > 0 ? [.badInput] : [])
        + (repeats.map { [$0] } ?? []))
  }

  /// Reads all files, reports every mistake and gives the scenarios that can run.
  private func load(_ files: ScenarioFiles) throws(CommandError) -> ([ScenarioSweep], Int) {
    var sweeps: [ScenarioSweep] = []
    var badFiles = 0
    for path in files.paths {
      let reading = try ScenarioFiles.read(
        path, system: system, settings: arguments[RunOptions.settings])
      terminal.report(reading)
      if let document = reading.document {
        ForeignCode.fixHashes(for: document, of: system)
        sweeps.append(ScenarioSweep(path: path, document: document, system: system))
      } else {
        badFiles += 1
      }
    }
    return (sweeps, badFiles)
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

  private func seeds(for scenario: Scenario) -> SeedSelection {
    let several = arguments[RunOptions.seeds]
    let isOverruled = several != nil && arguments.source(of: RunOptions.seeds) == .commandLine
    if let seed = arguments[RunOptions.seed], !isOverruled {
      return SeedSelection(seed.value...seed.value)
    }
    return several ?? scenario.search.seeds
  }

  private func sweep(_ sweeps: [ScenarioSweep]) -> [ScenarioSweep] {
    var options = ScenarioRunner.Options()
    let total = sweeps.reduce(0 as UInt64) { $0 &+ seeds(for: $1.scenario).count }
    Interruption.listen()
    let progress = ProgressLine(
      "run", total: Int(clamping: total), unit: "runs", terminal: terminal)
    defer { progress.finish() }
    var done = 0
    return sweeps.map { sweep in
      var sweep = sweep
      options.policy = sweep.settled(arguments[RunOptions.policy])
      for seed in seeds(for: sweep.scenario).seeds(drawing: Machine.randomWord) {
        if Interruption.exitCode != nil { break }
        sweep.run(Seed(seed), options)
        done += 1
        progress.update(done: done)
      }
      return sweep
    }
  }

  private func record(of sweep: ScenarioSweep) -> RunRecord? {
    var options = ScenarioRunner.Options()
    options.policy = sweep.settled(arguments[RunOptions.policy])
    let surprising = sweep.surprises.first { $0.outcome == .unexpectedViolation }?.seed
    return (surprising ?? sweep.violations.first).map { sweep.fullRecord($0, options) }
  }

  private func printText(_ sweeps: [ScenarioSweep], isAlone: Bool) {
    let width = sweeps.map(\.path.count).max() ?? 0
    for sweep in sweeps {
      terminal.print(SweepText(sweep: sweep, replay: replay).summary(width: width))
    }
    for sweep in sweeps where isAlone || sweep.ending == .violated {
      let text = SweepText(sweep: sweep, replay: replay)
      guard let record = record(of: sweep) else { continue }
      terminal.print()
      for line in text.failure(record) { terminal.print(line) }
    }
    for sweep in sweeps { warn(about: sweep) }
    let quiet = sweeps.filter { $0.violationCount == 0 && $0.ending == .asExpected }.map(\.runs)
      .min()
    if let quiet { terminal.note(StyledText(SweepText.proof(runs: quiet), .muted)) }
  }

  /// Says what a green result does not cover.
  private func warn(about sweep: ScenarioSweep) {
    for fault in sweep.faultsThatNeverStruck {
      terminal.warn(
        "\(sweep.path): fault '\(fault)' struck in none of \(sweep.runs) runs",
        hint: "it tests nothing; see its 'when'")
    }
    for law in sweep.lawsNeverLookedAt {
      terminal.warn("\(sweep.path): property '\(law)' was decided in none of \(sweep.runs) runs")
    }
  }

  private func printJSON(_ sweeps: [ScenarioSweep]) {
    let program = arguments.table.program
    terminal.print(
      json: [
        "schema": "orrery.result/1",
        "tool": .text("\(program.name) \(program.version)"),
        "scenarios": .list(
          sweeps.map { sweep in
            SweepJSON(sweep: sweep, replay: replay).object(first: record(of: sweep))
          }),
      ])
  }
}

extension Positional {
  /// The place of scenario paths.
  static let paths = Positional(
    "PATH", .several, completion: .files, help: "Scenario files or folders")
}

extension Terminal {
  /// Reports the mistakes in a scenario file, for people.
  func report(_ reading: ScenarioReading) {
    guard !reading.diagnostics.isEmpty else { return }
    for line in DiagnosticText.text(reading.diagnostics, omitted: reading.omitted)
      .split(separator: "\n", omittingEmptySubsequences: false)
    {
      say(StyledText(line))
    }
  }
}
