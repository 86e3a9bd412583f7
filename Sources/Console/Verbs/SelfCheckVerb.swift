import Engine
import Exploration
import Harness
import Primitives

extension Verb {
  /// Runs each seed in two processes and says where they part.
  static func selfCheck(_ system: SystemUnderTest) -> Verb {
    Verb(
      "selfcheck", "Run each seed in two processes and compare what happened",
      discussion: """
        One process runs the seeds from the first to the last, the other from the last to the \
        first and after another run, each with a hash seed of its own, the second without \
        variables that the program does not need: what depends on hash order, on addresses, on \
        the environment, on what ran before or on anything else outside the seed shows. A seed \
        that differs is run alone with one of these changed at a time, and the first event that \
        differs is printed with what most likely leaks. The exit code is 3 when a seed does not \
        give the same run twice.
        """,
      examples: [
        Example("selfcheck Scenarios", "every scenario beneath a folder"),
        Example("selfcheck unguarded.jsonc --seeds 1..1000", "one, with more seeds"),
      ],
      positionals: [.paths],
      options: [
        RunOptions.seeds.declaration, RunOptions.settings.declaration,
        RunOptions.policy.declaration, RunOptions.swarm.declaration, RunOptions.chaos.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      let files = try ScenarioFiles(arguments[.paths])
      guard !files.paths.isEmpty else {
        throw CommandError(.nothingRan, "there is no scenario file to check")
      }
      var codes: [ExitCode] = []
      var jobs: [SelfCheck.Job] = []
      var scenarios: [Scenario] = []
      for path in files.paths {
        let reading = try ScenarioFiles.read(
          path, system: system, settings: arguments[RunOptions.settings],
          chaos: arguments[RunOptions.chaos])
        terminal.report(reading)
        guard let document = reading.document else {
          codes.append(.badInput)
          continue
        }
        scenarios.append(document.scenario)
        let stated = try arguments[RunOptions.seeds]?.selection()
        let selection = stated ?? document.scenario.search.seeds
        jobs.append(SelfCheck.Job(path: path, seeds: selection.settledText))
      }
      if !jobs.isEmpty {
        Interruption.listen()
        let report = SelfCheckReport(arguments: arguments, of: scenarios) {
          terminal.print($0)
        }
        codes.append(try report.run(jobs, terminal))
      }
      return ExitCode.combined(codes)
    }
  }
}

extension SeedSelection {
  /// The selection as a text in which seeds that nobody chose have been drawn.
  var settledText: String {
    parts.map { part in
      switch part {
      case .random: "\(Machine.randomWord())"
      case .range(let range): SeedSelection(range).text
      }
    }.joined(separator: ",")
  }
}
