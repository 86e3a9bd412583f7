import Checking
import Engine
import Exploration
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
        scenario, seed and program give the same digest on every machine. Of a repro file it is \
        said how far the run still does what it did when the file was written, and whether it \
        still breaks what it broke then. The exit code is 1 when \
        a law is broken again, 2 when the run ended before that could be judged, and 0 when all \
        laws hold.
        """,
      examples: [
        Example("replay unguarded.jsonc --seed 7", "the run of seed 7"),
        Example("replay unguarded.jsonc --seed 7 --log full", "with every line of it"),
        Example("replay hunt-12.repro.jsonc", "the run that a repro file holds"),
        Example("replay hunt.jsonc --seed 12 --repro 12.repro.jsonc", "and write a repro file"),
        Example(
          "replay unguarded.jsonc --seed 7 --record 7.txt", "and write down what happened"),
        Example(
          "replay unguarded.jsonc --seed 7 --follow 7.txt",
          "after an edit: how far it still does the same"),
        Example(
          "replay unguarded.jsonc --seed 7 --without die-before-reply", "as if a fault had not been"
        ),
      ],
      positionals: [NamedRun.file],
      options: NamedRun.declarations + [
        untilOption.declaration, RunOptions.log.declaration, reproOption.declaration,
        Recordings.record.declaration, Recordings.follow.declaration, isolatedOption.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      try replay(arguments, terminal, system)
    }
  }

  private static let untilOption = Option.optional(
    "until", .duration, help: "Stop at this instant of virtual time")

  private static let isolatedOption = Option<Bool>.flag(
    "isolated", help: "Find out in a worker which laws trap; done by itself when one does")

  private static let reproOption = Option.optional(
    "repro", .path, help: "Write the run to a file that stands by itself")

  private static func replay(
    _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) throws(CommandError) -> ExitCode {
    let name = arguments[NamedRun.file].first ?? ""
    guard let run = try NamedRun(name, arguments, terminal, system) else { return .badInput }
    let recordings = try Recordings(arguments, terminal)
    var options = run.options
    options.policy = recordings.policy ?? options.policy
    options.until = arguments[untilOption].map { .zero + $0 }
    options.keepsChoices = run.keepsChoices || recordings.keepsChoices
    let memory = ReproMemory(run, isWhole: options.until == nil, arguments.table.program)
    if let seed = run.seed, let crash = try memory.crash(seed, terminal) { return crash }
    let sweep = run.sweep
    let (record, doubt) = try record(of: run, &options, arguments, recordings)
    let text = SweepText(sweep: sweep, replay: run.replay(also: [untilOption.declaration]))
    PointFaults.warn(about: options.points, in: record, terminal)
    try recordings.finish(record)
    if let path = arguments[reproOption] {
      let repro = Repro(
        record, of: run.document, run.options, tool: arguments.table.program.nameAndVersion,
        origin: run.repro?.origin ?? run.path)
      try repro.write(to: path, terminal)
    }
    memory.compare(record, terminal)
    let isFull = arguments[RunOptions.log] == "full"
    if record.firstViolation != nil {
      let run = FullRun(sweep, record, options, replay: "")
      let story = run.explanation().map {
        WhyText(explanation: $0, replay: "", depth: 0).storyLines + [""]
      }
      for line in text.failure(record, all: isFull, story: story ?? []) { terminal.print(line) }
      return .violated
    }
    let code = judgement(of: record, doubt, terminal)
    for report in record.reports where !report.isUnreached {
      guard case .undecided(let reason) = report.verdict else { continue }
      terminal.print("          \(report.id): \(reason)")
    }
    for line in text.drawn(record) { terminal.print(line) }
    terminal.print("ended     \(record.stopReason)")
    terminal.print("digest    \(record.digest)")
    terminal.print()
    for line in text.timeline(record, all: isFull) { terminal.print(line) }
    return code
  }

  /// Makes the run, without the laws that trap where those are asked for.
  ///
  /// A worker knows nothing of a schedule that was recorded.
  ///
  /// - Returns: the run, and why a worker called it undecided.
  private static func record(
    of run: NamedRun, _ options: inout ScenarioRunner.Options, _ arguments: Arguments,
    _ recordings: Recordings
  ) throws(CommandError) -> (RunRecord, doubt: String?) {
    let seed = run.seed ?? 1
    var sweep = run.sweep
    guard recordings.policy == nil, run.repro?.recording == nil else {
      return (sweep.fullRecord(seed, options), nil)
    }
    guard arguments[isolatedOption] else {
      let runs = LocalRuns(restartingWith: isolatedOption.declaration.spelling)
      return (runs.watchingLaws { sweep.fullRecord(seed, options) }, nil)
    }
    guard let result = run.isolatedResult(seed) else {
      throw CommandError(.internalError, "no worker could be started")
    }
    _ = sweep.add(result)
    options.withheld = sweep.options.withheld
    return (sweep.fullRecord(seed, options), options.withheld.isEmpty ? nil : result.doubt)
  }

  /// Tells what came of a run in which no law was broken.
  ///
  /// - Parameter doubt: why it is undecided, where that is known better.
  private static func judgement(
    of record: RunRecord, _ doubt: String?, _ terminal: Terminal
  ) -> ExitCode {
    switch record.verdict {
    case .undecided(reason: let reason):
      terminal.print("\("undecided", .warning) seed \(record.seed): \(doubt ?? reason)")
      return .undecided
    case .holds, .violated:
      terminal.print("\("holds", .success)     seed \(record.seed): every law, up to \(record.end)")
      return .success
    }
  }
}
