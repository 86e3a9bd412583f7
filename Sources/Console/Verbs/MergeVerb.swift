import Exploration
import Harness
import Primitives

extension Verb {
  /// Puts the results of all shards together.
  static func merge(_ system: SystemUnderTest) -> Verb {
    Verb(
      "merge", "Put the results of all shards together",
      discussion: """
        Prints what 'run' would have printed without shards, byte for byte, and with --output \
        writes the file that it would have written. The files must be whole, of one program and of \
        one command, one for each shard: the exit code is 2 when a shard is missing or ended \
        before its last seed, and 65 when a file is cut, given twice or about something else.
        """,
      examples: [
        Example("merge results/shard-*.orrery.jsonl", "all shards of a sweep"),
        Example("merge shard-*.orrery.jsonl --expect-shards 8 -o all.orrery.jsonl", "of eight"),
      ],
      positionals: [shardFiles],
      options: [
        expectOption.declaration, StandardOptions.output.declaration,
        ReportOptions.reports.declaration, RunOptions.out.declaration,
        RunOptions.mercy.declaration, StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      do throws(SweepFileError) {
        return try merge(arguments, terminal, system)
      } catch {
        throw CommandError(error)
      }
    }
  }

  private static let shardFiles = Positional(
    "FILE", .several, completion: .files, help: "The files of the shards, in any order")
  private static let expectOption = Option.optional(
    "expect-shards", .integer("N", in: 1...Int.max), help: "Refuse any other number of shards")

  private static func merge(
    _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) throws(SweepFileError) -> ExitCode {
    let merge = try SweepMerge(arguments[shardFiles], expecting: arguments[expectOption])
    var sweeps: [ScenarioSweep] = []
    let file = try arguments[StandardOptions.output].map { path throws(SweepFileError) in
      try SweepFile(path, merge.header, replaces: true)
    }
    while let section = try merge.nextSection(for: system) {
      var sweep = ScenarioSweep(section)
      _ = try file?.begin(section) { _ in }
      var loss: SweepFileError?
      sweep.end = try merge.run(section) { result in
        do throws(SweepFileError) {
          try file?.append(result)
        } catch {
          loss = error
        }
        return sweep.add(result) && loss == nil
      }
      if let loss { throw loss }
      try file?.end(sweep.end ?? .complete, sweep.tally)
      sweeps.append(sweep)
    }
    try file?.close()
    let report = SweepReport(
      sweeps, arguments, terminal, isAlone: sweeps.count == 1,
      command: ["merge"] + arguments[shardFiles], folder: arguments[RunOptions.out])
    do throws(CommandError) {
      try report.publish()
    } catch {
      throw SweepFileError(.system, "report", error.message)
    }
    let codes = sweeps.map(\.ending.exitCode)
    return ExitCode.combined(
      arguments[RunOptions.mercy] ? codes.map { $0 == .violated ? .success : $0 } : codes)
  }
}
