import Engine
import Exploration
import Harness
import Primitives

extension Verb {
  /// Runs seeds and prints what they came to, for another process to compare.
  static func probe(_ system: SystemUnderTest) -> Verb {
    Verb(
      "probe", "Print the digest of each seed, for a comparison",
      discussion: "What selfcheck starts in processes of their own; of use by itself in a diff.",
      examples: [Example("probe unguarded.jsonc --seeds 1..10", "ten digests, a line each")],
      positionals: [Positional("FILE", .one, completion: .files, help: "A scenario file")],
      options: [
        RunOptions.seeds.declaration, reversedOption.declaration, traceOption.declaration,
        RunOptions.settings.declaration, RunOptions.policy.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      let path = arguments[Positional("FILE", .one, completion: .files, help: "")].first ?? ""
      let reading = try ScenarioFiles.read(
        path, system: system, settings: arguments[RunOptions.settings])
      terminal.report(reading)
      guard let document = reading.document else { return .badInput }
      var options = ScenarioRunner.Options()
      options.policy = arguments[RunOptions.policy]
      options.level = arguments[traceOption] ? .full : .digest
      let runner = ScenarioRunner(document, system: system)
      let selection = arguments[RunOptions.seeds] ?? document.scenario.search.seeds
      var seeds = Array(selection.seeds(drawing: Machine.randomWord))
      if arguments[reversedOption] { seeds.reverse() }
      for seed in seeds {
        let record = runner.run(Seed(seed), options)
        if arguments[traceOption] {
          for line in RunProbe.lines(of: record.trace) { terminal.write(line + "\n") }
        } else {
          terminal.write(RunProbe(record).line + "\n")
        }
      }
      return .success
    }
  }

  private static let reversedOption = Option<Bool>.flag(
    "reversed", help: "Run the seeds from the last to the first")
  private static let traceOption = Option<Bool>.flag(
    "trace", help: "Print every event instead of the digest")
}
