import Engine
import Exploration
import Harness
import Primitives

extension Verb {
  /// Runs seeds and prints what they came to, for another process to compare.
  static func probe(_ system: SystemUnderTest) -> Verb {
    Verb(
      "probe", "Print the digest of each seed, for a comparison",
      discussion: """
        What selfcheck and run start in processes of their own; of use by itself in a diff. Each \
        line holds scenario, seed, digest, number of events and what was asked of the real world.
        """,
      examples: [
        Example("probe unguarded.jsonc --seeds 1..10", "ten digests, a line each"),
        Example("probe Scenarios --seeds 1..4 > digests.txt", "a table of many scenarios"),
      ],
      positionals: [ProbeOptions.paths],
      options: [
        RunOptions.seeds.declaration, ProbeOptions.jobs.declaration,
        ProbeOptions.reversed.declaration, ProbeOptions.warm.declaration,
        ProbeOptions.detail.declaration, ProbeOptions.sourceOf.declaration,
        RunOptions.settings.declaration, RunOptions.policy.declaration,
        RunOptions.swarm.declaration, RunOptions.chaos.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      try ProbeCommand(arguments: arguments, terminal: terminal, system: system).run()
    }
  }
}

/// The options of `probe` alone.
private enum ProbeOptions {
  static let paths = Positional(
    "PATH", .any, completion: .files, help: "Scenario files or folders")
  static let jobs = Option<[String]>.list(
    "job", .text("PATH@SEEDS"), help: "A scenario file with its seeds")
  static let reversed = Option<Bool>.flag(
    "reversed", help: "Run everything from the last to the first")
  static let warm = Option<Bool>.flag(
    "warm", help: "Make a run that does not count before all others")
  static let detail = Option<Bool>.flag(
    "detail", help: "Print checkpoints and every event instead of the digest")
  static let sourceOf = Option.optional(
    "source-of", .integer(in: 0...Int.max),
    help: "Print the line of code that wrote this event, where it is known")
}

/// One execution of `probe`.
private struct ProbeCommand {
  let arguments: Arguments
  let terminal: Terminal
  let system: SystemUnderTest

  /// A scenario and the seeds to run it with.
  private struct Part {
    let path: String
    let runner: ScenarioRunner
    let options: ScenarioRunner.Options
    var seeds: [UInt64]
  }

  func run() throws(CommandError) -> ExitCode {
    var parts: [Part] = []
    for job in try jobs() {
      guard let part = try part(job.path, job.seeds) else { return .badInput }
      parts.append(part)
    }
    if arguments[ProbeOptions.reversed] {
      parts.reverse()
      for index in parts.indices { parts[index].seeds.reverse() }
    }
    if arguments[ProbeOptions.warm], let first = parts.first, let seed = first.seeds.first {
      _ = first.runner.run(Seed(seed), first.options)
    }
    for part in parts {
      for seed in part.seeds { tell(part, Seed(seed)) }
    }
    return .success
  }

  private func jobs() throws(CommandError) -> [(path: String, seeds: SeedSelection?)] {
    var jobs: [(path: String, seeds: SeedSelection?)] = []
    for text in arguments[ProbeOptions.jobs] {
      guard let job = SelfCheck.Job(text), let seeds = try? SeedSelection(job.seeds) else {
        throw CommandError(.usage, "--job: '\(text)' is not a file and seeds such as a.jsonc@1..9")
      }
      jobs.append((job.path, seeds))
    }
    for path in try ScenarioFiles(arguments[ProbeOptions.paths]).paths { jobs.append((path, nil)) }
    guard !jobs.isEmpty else { throw CommandError(.nothingRan, "there is no scenario to run") }
    return jobs
  }

  private func part(_ path: String, _ seeds: SeedSelection?) throws(CommandError) -> Part? {
    let reading = try ScenarioFiles.read(
      path, system: system, settings: arguments[RunOptions.settings],
      chaos: arguments[RunOptions.chaos])
    terminal.report(reading)
    guard let document = reading.document else { return nil }
    ForeignCode.fixHashes(for: document, of: system)
    let runner = ScenarioRunner(document, system: system)
    var options = ScenarioRunner.Options()
    options.policy = runner.settled(RunOptions.policy(arguments, document.scenario))
    options.swarm = RunOptions.swarm(arguments, document.scenario)
    if arguments[ProbeOptions.detail] || arguments[ProbeOptions.sourceOf] != nil {
      options.level = .full
      options.keepsStacks = true
      options.stackOf = arguments[ProbeOptions.sourceOf]
    }
    let stated = try arguments[RunOptions.seeds]?.selection()
    let selection = seeds ?? stated ?? document.scenario.search.seeds
    return Part(
      path: path, runner: runner, options: options,
      seeds: Array(selection.seeds(drawing: Machine.randomWord)))
  }

  private func tell(_ part: Part, _ seed: Seed) {
    let record = part.runner.run(seed, part.options)
    if arguments[ProbeOptions.sourceOf] != nil {
      terminal.write((record.eventStack.map(SourceFinder.line) ?? "") + "\n")
    } else if arguments[ProbeOptions.detail] {
      DetailedProbe.write(
        record, sources: record.escapeStacks.map(SourceFinder.line), to: terminal.write)
    } else {
      terminal.write(RunProbe(part.path, record).line + "\n")
    }
  }
}
