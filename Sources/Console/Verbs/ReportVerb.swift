import Engine
import Exploration
import Harness
import Primitives
import Reporting

extension Verb {
  private static let files = Positional(
    "FILE", .several, completion: .files,
    help: "A scenario or a repro file (FILE@7 names seed 7 too), or the results of a sweep")
  private static let output = Option.optional(
    "output", .path, help: "Where to write; '-' is the standard output"
  ).short("o")
  private static let format = Option.value(
    "format", ReportFormat.reader, default: ReportFormat.html.rawValue,
    help: "What to write")
  private static let against = Option.optional(
    "against", .seed, help: "Set the run of this seed beside it, not the one without the fault")
  private static let full = Option.flag(
    "full", help: "Every event and every content, however large that gets")

  /// Writes a run in a form that people or other programs read.
  static func report(_ system: SystemUnderTest) -> Verb {
    Verb(
      "report", "Write a run as a page, a picture or a file for another viewer",
      discussion: """
        Without --seed it is the first failing seed of the scenario. An HTML report is one file \
        that opens without a network; it begins with the verdict and the story and holds the \
        whole run. Without --output it is written to the current folder, under the scenario's \
        name. What was left out of a report is said in it, with the command that shows it.

        Files of results, as 'run --out' writes them, become one page about all their runs: \
        causes, laws, coverage, and how clients fared.
        """,
      examples: [
        Example("report unguarded.jsonc --seed 7", "a page to open in a browser"),
        Example("report unguarded.jsonc --format perfetto -o run.json", "for ui.perfetto.dev"),
        Example("report unguarded.jsonc --format mermaid -o -", "a diagram for a document"),
        Example("report results/runs.orrery.jsonl -o sweep.html", "a page about a sweep"),
      ],
      positionals: [files],
      options: NamedRun.declarations + [
        format.declaration, output.declaration, against.declaration, full.declaration,
        NamedRun.odds.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      let paths = arguments[files]
      if paths.allSatisfy({ $0.hasSuffix(SweepFile.suffix) }) {
        return try reportSweep(paths, arguments, terminal, system)
      }
      guard paths.count == 1, let path = paths.first else {
        throw CommandError(
          .usage, "a report is about one run, or about files of results",
          hint: "files of results end in \(SweepFile.suffix)")
      }
      guard let run = try FullRun(path, arguments, terminal, system) else { return .badInput }
      let format = arguments[format]
      let subject = run.subject(
        of: arguments.table.program, against: arguments[against],
        continuations: arguments[NamedRun.odds])
      let text = format.text(of: subject, isFull: arguments[full])
      let target = arguments[output] ?? format.fileName(for: subject.record)
      try write(text, to: target, terminal)
      return .success
    }
  }

  /// Writes a page about the runs of files of results.
  private static func reportSweep(
    _ paths: [String], _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) throws(CommandError) -> ExitCode {
    guard arguments[format] == .html else {
      throw CommandError(.usage, "the results of a sweep are written as html only")
    }
    var sweeps: [ScenarioSweep] = []
    do throws(SweepFileError) {
      let merge = try SweepMerge(paths)
      while let section = try merge.nextSection(for: system) {
        var sweep = ScenarioSweep(section)
        sweep.end = try merge.run(section) { sweep.add($0) }
        sweeps.append(sweep)
      }
    } catch {
      throw CommandError(error)
    }
    let target = arguments[output] ?? "sweep.html"
    let command =
      ([arguments.table.program.invocation, "report"] + paths).map(ReplayCommand.quoted)
      .joined(separator: " ")
    let pages = SweepPages(sweeps, arguments, command: command) { sweep in
      ReplayCommand(arguments, options: sweep.section.replayOptions)
    }
    try write(pages.text(), to: target, terminal)
    return .success
  }

  private static func write(
    _ text: String, to target: String, _ terminal: Terminal
  ) throws(CommandError) {
    guard target != "-" else { return terminal.write(text) }
    try FileSystem.write(text, toReport: target)
    terminal.print(StyledText(target))
  }
}

extension FullRun {
  /// What a report of this run is about.
  ///
  /// - Parameters:
  ///   - against: the seed whose run stands beside it; without one it is the same run without the
  ///     faults that decided.
  ///   - isAlone: whether no run stands beside it.
  ///   - continuations: how many runs tell how likely the failure was at an instant of it.
  func subject(
    of program: Program, against: Seed? = nil, isAlone: Bool = false, continuations: Int = 0
  ) -> ReportSubject {
    let explanation = explanation()
    let ids = Set(explanation?.decisive.ids ?? [])
    var subject = ReportSubject(
      record: record, explanation: explanation,
      counterpart: against.map { fullRun(of: $0) }
        ?? (ids.isEmpty || isAlone ? nil : fullRerun(without: ids)),
      difference: against.map { "of seed \($0)" }
        ?? "without \((explanation?.decisive.ids ?? []).joined(separator: ", "))",
      path: path, replay: replay,
      command: replay.replacing(" replay ", with: " report ", maxReplacements: 1),
      tool: "\(program.name) \(program.version)")
    subject.odds = explanation.flatMap { odds($0, continuations: continuations) }
    return subject
  }
}
