import Console
import Primitives

/// The verbs that these tests call.
enum Sample {
  static let paths = Positional("PATH", .several, completion: .files, help: "What to run")
  static let seeds = Option.value("seeds", .text("RANGE"), default: "1..100", help: "The seeds")
    .variable("ORRERY_SEEDS")
  static let jobs = Option.optional("jobs", .integer(in: 1...64), help: "Workers at once")
    .short("j").variable("ORRERY_JOBS")
  static let budget = Option.optional("for", .duration, help: "How long at most")
  static let sets = Option.list("set", .text("KEY=VALUE"), help: "A parameter: don't [guess]")
    .variable("ORRERY_SET")
  static let shrink = Option.toggle("shrink", default: true, help: "Shrink failures")
  static let format = Option.value(
    "format", .word(["text", "json"], "FORMAT"), default: "text", help: "The format")
  static let dryRun = StandardOptions.dryRun
  static let action = Positional(
    "ACTION", .optional, completion: .words(["add", "prune"]), help: "What to do")

  static let run = Verb(
    "run", "Run scenarios",
    discussion: "Runs each scenario under each seed.\n\nFailures are made small.",
    examples: [.init("run Scenarios", "run everything")], positionals: [paths],
    options: [
      seeds.declaration, jobs.declaration, budget.declaration, sets.declaration,
      shrink.declaration, format.declaration, dryRun.declaration,
    ]
  ) { arguments, terminal throws(CommandError) in
    terminal.print(StyledText(arguments[paths].joined(separator: " ")))
    terminal.print("seeds \(arguments[seeds]) from \("\(arguments.source(of: seeds))")")
    terminal.print("jobs \(arguments[jobs].map { "\($0)" } ?? "-")")
    terminal.print("for \(arguments[budget].map { "\($0)" } ?? "-")")
    terminal.print("set \(arguments[sets].joined(separator: "+"))")
    terminal.print("shrink \(arguments[shrink]) dry \(arguments[dryRun])")
    terminal.detail("a detail")
    terminal.note("a hint")
    return .success
  }

  static let corpus = Verb(
    "corpus", "Look after the corpus", examples: [.init("corpus add", "add one")],
    positionals: [action], options: [StandardOptions.force.declaration]
  ) { arguments, terminal throws(CommandError) in
    guard let action = arguments[action].first else { return .nothingRan }
    if action == "prune" { throw CommandError(.notFound, "no corpus", hint: "make one") }
    terminal.print(StyledText(action, .success))
    return .violated
  }

  static let console = Console(
    program: Program(
      name: "orrery", version: "1.2.3", summary: "simulates", link: "https://example.org"),
    verbs: [run, corpus],
    variables: [EnvironmentVariable("ORRERY_CORPUS", help: "where the corpus is")],
    settings: { path throws(CommandError) in
      guard let path else { return nil }
      if path == "missing" { throw CommandError(.notFound, "no settings at \(path)") }
      return Settings(path: path, values: ["seeds": ["7"], "jobs": ["3"], "sedes": ["1"]])
    })

  /// What a command wrote and how it ended.
  struct Ending {
    let code: ExitCode
    let output: String
    let errors: String
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  static func command(
    _ line: String, environment: [String: String] = [:], captured: CapturedTerminal? = nil
  ) async -> Ending {
    let captured = captured ?? CapturedTerminal(environment: environment)
    let code = await console.run(
      arguments: line.split(separator: " ").map(String.init),
      environment: Environment(environment), terminal: captured.terminal)
    return Ending(code: code, output: captured.output, errors: captured.errors)
  }
}
