import Exploration
import Harness
import Primitives

extension Verb {
  private static let time = Option.value(
    "for", .duration, default: "30s", help: "Stop after so much real time")
  private static let output = Option.optional(
    "output", .path, help: "Where to write the scenario; the repro file goes beside it"
  ).short("o")
  private static let keep = Option<Bool>.flag(
    "keep", help: "Write to \(Regressions.folder), where 'run' watches it")

  private static let page = Option.optional(
    "page", .path,
    help: "Also write a page about the smallest run, with what went and what it needs")

  /// Makes a failing run small.
  static func shrink(_ system: SystemUnderTest) -> Verb {
    Verb(
      "shrink", "Make a failing run as small as it can be",
      discussion: """
        Takes away faults, commands, clients and hosts, shortens times, and makes draws and the \
        order of tasks plainer, as long as the run breaks the same law at the same place. Every \
        candidate is a real run, made in another process. Faults that chaos has drawn are written \
        out first, and tied to the message or the point of the code that they strike.

        Writes a scenario that says what is left, and a repro file of its run. Without --seed the \
        first failing seed is shrunk. The exit code is 4 when the run breaks no law.
        """,
      examples: [
        Example("shrink hunt.jsonc --seed 12", "the failure of seed 12"),
        Example("shrink out/hunt-12.repro.jsonc --for 10s", "what a sweep has written"),
        Example("shrink hunt.jsonc --seed 12 --page small.html", "and look at what is left"),
        Example("shrink hunt.jsonc --seed 12 --keep", "and keep it as a regression"),
      ],
      positionals: [NamedRun.file],
      options: NamedRun.declarations + [
        time.declaration, output.declaration, keep.declaration, page.declaration,
        StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      let name = arguments[NamedRun.file].first ?? ""
      guard let run = try NamedRun(name, arguments, terminal, system) else { return .badInput }
      Interruption.listen()
      let shrinking = Shrinking(run, system, terminal, for: arguments[time])
      let shrunk = try shrinking.run()
      let files = try ShrunkFiles(
        shrunk, of: arguments.table.program,
        to: arguments[output] ?? shrunk.path(isKept: arguments[keep]))
      var text = ShrunkText(shrunk, files)
      if let path = arguments[page] {
        text.page = try ShrunkPage(shrunk, text, files).write(to: path, arguments.table.program)
      }
      if arguments[StandardOptions.json] {
        terminal.print(json: text.json)
      } else {
        for line in text.lines { terminal.print(line) }
      }
      return Interruption.exitCode ?? .success
    }
  }
}

/// Failing runs that are kept, so that it is seen when one of them fails no more.
enum Regressions {
  /// Where they are kept, from the folder that the program is started in.
  static let folder = "Scenarios/Regressions"
  /// What scenarios that are kept are tagged with.
  static let tag = "regression"
}
