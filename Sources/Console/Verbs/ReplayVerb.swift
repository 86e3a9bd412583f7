import Checking
import Engine
import Harness
import Primitives
import Reporting

extension Verb {
  /// Runs one seed of a scenario again and tells it.
  static func replay(_ system: SystemUnderTest) -> Verb {
    Verb(
      "replay", "Run exactly one seed again and tell what happened",
      discussion: """
        Prints the failure, or that there was none, with the timeline and the digest. The same \
        scenario, seed and program give the same digest on every machine. The exit code is 1 when \
        a law is broken again, 2 when the run ended before that could be judged, and 0 when all \
        laws hold.
        """,
      examples: [
        Example("replay unguarded.jsonc --seed 7", "the run of seed 7"),
        Example("replay unguarded.jsonc --seed 7 --log full", "with every line of it"),
        Example(
          "replay unguarded.jsonc --seed 7 --record 7.txt", "and write down what happened"),
        Example(
          "replay unguarded.jsonc --seed 7 --follow 7.txt",
          "after an edit: how far it still does the same"),
        Example(
          "replay unguarded.jsonc --seed 7 --without die-before-reply", "as if a fault had not been"
        ),
      ],
      positionals: [
        Positional("FILE", .one, completion: .files, help: "A scenario file")
      ],
      options: [
        RunOptions.seed.declaration, untilOption.declaration, RunOptions.without.declaration,
        RunOptions.with.declaration, RunOptions.bare.declaration,
        RunOptions.log.declaration, RunOptions.settings.declaration,
        RunOptions.policy.declaration, RunOptions.swarm.declaration,
        Recordings.record.declaration, Recordings.follow.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      try replay(arguments, terminal, system)
    }
  }

  private static let untilOption = Option.optional(
    "until", .duration, help: "Stop at this instant of virtual time")

  private static func replay(
    _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) throws(CommandError) -> ExitCode {
    let path = arguments[Positional("FILE", .one, completion: .files, help: "")].first ?? ""
    let reading = try ScenarioFiles.read(
      path, system: system, settings: arguments[RunOptions.settings])
    terminal.report(reading)
    guard let document = reading.document else { return .badInput }
    try ScenarioFaults.check(arguments[RunOptions.without], of: document.scenario)
    var options = ScenarioRunner.Options()
    ForeignCode.fixHashes(for: document, of: system)
    let recordings = try Recordings(arguments, terminal)
    options.policy =
      recordings.policy
      ?? ScenarioRunner(document, system: system)
      .settled(RunOptions.policy(arguments, document.scenario))
    options.swarm = RunOptions.swarm(arguments, document.scenario)
    options.until = arguments[untilOption].map { .zero + $0 }
    options.without = Set(arguments[RunOptions.without])
    options.points = arguments[RunOptions.with].flatMap(\.self)
    options.faults = arguments[RunOptions.bare] ? .none : .scenario
    let sweep = ScenarioSweep(path: path, document: document, system: system)
    options.keepsChoices = recordings.keepsChoices && options.policy != .arrivalOrder
    let record = sweep.fullRecord(arguments[RunOptions.seed] ?? 1, options)
    let text = SweepText(
      sweep: sweep,
      replay: ReplayCommand(
        arguments, under: options.policy,
        repeating: [
          RunOptions.settings.declaration, RunOptions.swarm.declaration,
          RunOptions.without.declaration, RunOptions.with.declaration,
          RunOptions.bare.declaration, untilOption.declaration,
        ]))
    PointFaults.warn(about: options.points, in: record, terminal)
    try recordings.finish(record)
    let isFull = arguments[RunOptions.log] == "full"
    if record.firstViolation != nil {
      let run = FullRun(sweep, record, options, replay: "")
      let story = run.explanation().map {
        WhyText(explanation: $0, replay: "", depth: 0).storyLines + [""]
      }
      for line in text.failure(record, all: isFull, story: story ?? []) { terminal.print(line) }
      return .violated
    }
    let code = judgement(of: record, terminal)
    for line in text.drawn(record) { terminal.print(line) }
    terminal.print("ended     \(record.stopReason)")
    terminal.print("digest    \(record.digest)")
    terminal.print()
    for line in text.timeline(record, all: isFull) { terminal.print(line) }
    return code
  }

  /// Tells what came of a run in which no law was broken.
  private static func judgement(of record: RunRecord, _ terminal: Terminal) -> ExitCode {
    switch record.verdict {
    case .undecided(reason: let reason):
      terminal.print("\("undecided", .warning) seed \(record.seed): \(reason)")
      return .undecided
    case .holds, .violated:
      terminal.print("\("holds", .success)     seed \(record.seed): every law, up to \(record.end)")
      return .success
    }
  }
}
