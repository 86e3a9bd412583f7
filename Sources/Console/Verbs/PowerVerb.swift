import Harness

extension Verb {
  private static let budget = Option.value(
    "runs", .integer("N", in: 1...1_000_000), default: "100",
    help: "How many runs each search has for each mutant")
  private static let page = Option.optional(
    "output", .path, help: "Write the table as a page of Markdown"
  ).short("o")

  private static let list = Option<Bool>.flag(
    "list", help: "Only say which mistakes there are, and which law each breaks")

  /// Measures how many known mistakes are found.
  static func power(_ system: SystemUnderTest) -> Verb {
    Verb(
      "power", "Measure how many known mistakes each search finds",
      discussion: """
        Takes the scenarios that expect a law to be broken: each runs a variant with a known \
        mistake. Takes the mutants, too, that scenarios name: mistakes that are planted into code \
        that is right without them. What such a scenario has go wrong is left out, and five \
        searches look for a run that breaks the law: seeds with chaos, a swarm, changing priorities of tasks (PCT), every \
        point of a run, and what could have prevented a good outcome. Each has \
        so many runs, and ten times as many for a mistake that none of them has found in these. \
        The exit code is 1 when one is found by none even then.
        """,
      examples: [
        Example("power Scenarios", "all known mistakes"),
        Example("power Scenarios --list", "which ones there are"),
        Example("power Scenarios -o Reports/Power.md", "and the page about it"),
        Example("power Scenarios/Hazards/double-deduction --runs 1000", "with more patience"),
      ],
      positionals: [.paths],
      options: [
        budget.declaration, page.declaration, list.declaration, RunOptions.jobs.declaration,
        RunOptions.isolated.declaration, StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      try power(arguments, terminal, system)
    }
  }

  private static func power(
    _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) throws(CommandError) -> ExitCode {
    let mutants = try mutants(arguments, terminal, system)
    guard !mutants.isEmpty else {
      throw CommandError(
        .nothingRan, "no scenario here expects a law to be broken",
        hint: "a mutant's scenario says which: \"expect\": { \"verdict\": \"violated\", … }")
    }
    guard !arguments[list] else {
      tell(mutants, arguments, terminal)
      return .success
    }
    Interruption.listen()
    let driver = SweepDriver(
      SweepDriver.Settings(
        jobs: arguments[RunOptions.jobs] ?? Machine.cores,
        isIsolated: arguments[RunOptions.isolated], time: nil),
      writingTo: nil, total: nil, terminal: terminal)
    var results: [PowerResult] = []
    for mutant in mutants where Interruption.exitCode == nil {
      results.append(
        try PowerSearcher(mutant, system, driver, budget: arguments[budget]).result())
    }
    driver.close()
    let patience =
      arguments.source(of: budget) == .standard ? [] : ["--runs", "\(arguments[budget])"]
    let paths = (arguments[.paths] + patience).joined(separator: " ")
    let report = PowerReport(
      results: results, budget: arguments[budget],
      command: "\(arguments.table.program.name) power \(paths)")
    if arguments[StandardOptions.json] {
      terminal.print(json: report.json)
    } else {
      for line in report.lines { terminal.print(line) }
    }
    if let code = Interruption.exitCode {
      terminal.warn("stopped after \(results.count) of \(mutants.count) mutants")
      return code
    }
    if let path = arguments[page] { try FileSystem.write(report.markdown, toReport: path) }
    return results.allSatisfy(\.isFound) ? .success : .violated
  }

  private static func tell(_ mutants: [Mutant], _ arguments: Arguments, _ terminal: Terminal) {
    guard !arguments[StandardOptions.json] else {
      return terminal.print(json: [
        "schema": "orrery.mutants/1",
        "mutants": .list(
          mutants.map { mutant in
            [
              "path": .text(mutant.path), "property": .text(mutant.property),
              "title": .text(mutant.title), "planted": .flag(mutant.isPlanted),
            ]
          }),
      ])
    }
    var table = Table([
      (title: "mutant", alignment: .left), (title: "breaks", alignment: .left),
      (title: "mistake", alignment: .left),
    ])
    for mutant in mutants {
      table.append([
        StyledText(mutant.path), StyledText(mutant.property), StyledText(mutant.title),
      ])
    }
    for line in table.lines { terminal.print(line) }
  }

  private static func mutants(
    _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) throws(CommandError) -> [Mutant] {
    var mutants: [Mutant] = []
    for path in try ScenarioFiles(arguments[.paths]).paths {
      let reading = try ScenarioFiles.read(path, system: system, settings: [])
      terminal.report(reading)
      guard let document = reading.document else { continue }
      mutants += Mutant.all(path, document)
    }
    // A scenario that extends another one has its mutants, too; each is looked for once.
    var seen: Set<String> = []
    return mutants.filter { mutant in
      guard let name = ScenarioFiles.parts(of: mutant.path).mutant else { return true }
      return seen.insert(name).inserted
    }
  }
}
