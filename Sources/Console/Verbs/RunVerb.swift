import Harness

extension Verb {
  /// Runs scenarios over seeds and says what broke.
  static func run(_ system: SystemUnderTest) -> Verb {
    Verb(
      "run", "Run scenarios over seeds and judge every run",
      discussion: """
        A folder stands for all scenario files beneath it. Without seeds on the command line each \
        scenario runs over the seeds that it names itself, or as many as fit with --for.

        With --shrink one run of each cause of failure is made small when all are told, as 'shrink' \
        does it, for half a minute each.

        --seeds corpus runs the seeds of the runs that 'corpus' keeps of each scenario, wherever a \
        change of the code may have taken them.

        Several processes run the seeds. Code that traps, does not come back, takes too much \
        memory or ends its process is a failure of its seed like any other, and costs no other \
        seed. What is printed does not depend on the number of processes.

        With --out every result is written down as it comes; the same command goes on where it \
        was cut off. Parts that --shard names are put together by 'merge'. The exit code is 0 when every run was \
        as its scenario expects, 1 when a law was broken that should hold, 2 when something could \
        not be decided. A share of the runs is repeated in other processes; the exit code is 3 \
        when one does not repeat.
        """,
      examples: [
        Example("run Scenarios", "every scenario beneath a folder"),
        Example("run Scenarios/Hazards/double-deduction/unguarded.jsonc", "one, with its story"),
        Example("run Scenarios --seeds 1..1000", "with more seeds"),
        Example(
          "run Scenarios/Sagas --chaos rough --seeds 1..1000",
          "with faults that nobody planned"),
        Example("run Scenarios --seeds corpus,1..20", "what once failed, and some others"),
        Example("run Scenarios --for 60s --swarm", "as many seeds as fit, each its own way"),
        Example("run Scenarios --seeds 1..100000 --shard 3/8 --out results", "one part of eight"),
      ],
      positionals: [
        Positional.paths
      ],
      options: [
        RunOptions.seeds.declaration, RunOptions.seed.declaration, RunOptions.time.declaration,
        RunOptions.stopAfter.declaration, RunOptions.jobs.declaration,
        RunOptions.swarm.declaration, RunOptions.chaos.declaration, RunOptions.settings.declaration,
        RunOptions.policy.declaration, RunOptions.out.declaration, RunOptions.resume.declaration,
        RunOptions.shard.declaration, ReportOptions.reports.declaration,
        RunOptions.isolated.declaration, RunOptions.mercy.declaration,
        RunOptions.shrink.declaration,
        CorpusOptions.folder.declaration, SweepSelfCheck.share.declaration,
        StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      let command = RunCommand(arguments: arguments, terminal: terminal, system: system)
      return try command.run()
    }
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
    report(reading.diagnostics, omitted: reading.omitted)
  }

  /// Reports mistakes in a file, for people.
  func report(_ diagnostics: [Diagnostic], omitted: Int) {
    guard !diagnostics.isEmpty else { return }
    for line in DiagnosticText.text(diagnostics, omitted: omitted)
      .split(separator: "\n", omittingEmptySubsequences: false)
    {
      say(StyledText(line))
    }
  }
}
