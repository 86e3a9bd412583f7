import Engine
import Exploration
import Harness
import Primitives

extension Verb {
  private static let first = Positional(
    "A", .one, completion: .files, help: "A repro, a recording, or a scenario: FILE@7 is seed 7")
  private static let second = Positional(
    "B", .optional, completion: .files, help: "The same; A itself where nothing is said")
  /// Shows where two runs part.
  static func diff(_ system: SystemUnderTest) -> Verb {
    Verb(
      "diff", "Show where two runs part, and what only one of them has",
      discussion: """
        Makes both runs and tells the first thing that is not the same, with the lines before it, \
        and what happened in one of them only, whenever it happened. A recording holds the course \
        of a run without its words; beside one, the course alone is compared. The exit code is 0 \
        when the runs are the same, 1 when they differ.
        """,
      examples: [
        Example("diff hunt.jsonc@12 hunt.jsonc@13", "two seeds"),
        Example("diff unguarded.jsonc@7 --without die-before-reply", "with and without a fault"),
        Example("diff before.repro.jsonc hunt.jsonc@12", "what was written down, and now"),
      ],
      positionals: [first, second],
      options: NamedRun.declarations + [
        RunOptions.log.declaration, StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      let one = arguments[first].first ?? ""
      let other = arguments[second].first ?? one
      let changes =
        !arguments[RunOptions.without].isEmpty || !arguments[RunOptions.with].isEmpty
        || arguments[RunOptions.bare]
      guard arguments[second].first != nil || changes else {
        throw CommandError(
          .usage, "B is missing", hint: "name another run, or a fault with --without")
      }
      Interruption.listen()
      guard let left = try side(one, leavesOut: false, arguments, terminal, system),
        let right = try side(other, leavesOut: true, arguments, terminal, system)
      else { return .badInput }
      if let code = Interruption.exitCode {
        throw CommandError(code, "stopped before both runs were made: there is nothing to compare")
      }
      let text = DifferenceText(left, right, isFull: arguments[RunOptions.log] == "full")
      if arguments[StandardOptions.json] {
        terminal.print(json: text.json)
      } else {
        for line in text.lines { terminal.print(line) }
      }
      return text.isSame ? .success : .violated
    }
  }

  private static func side(
    _ name: String, leavesOut: Bool, _ arguments: Arguments, _ terminal: Terminal,
    _ system: SystemUnderTest
  ) throws(CommandError) -> RunSide? {
    let isRecording =
      !name.contains(ScenarioFiles.suffix) && (try? FileSystem.kind(of: name)) == .file
    if isRecording { return RunSide(name, try Recordings.read(name)) }
    guard
      let run = try NamedRun(name, arguments, terminal, system, leavesOutFaults: leavesOut)
    else { return nil }
    var options = run.options
    options.keepsChoices = run.keepsChoices
    let ids = leavesOut ? arguments[RunOptions.without] : []
    let label = ([name] + ids.map { "without \($0)" }).joined(separator: " ")
    return RunSide(label, run.sweep.fullRecord(run.seed ?? 1, options))
  }
}
