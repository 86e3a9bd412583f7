import Harness

extension Verb {
  private static let name = Positional(
    "NAME", .one, help: "What it is called: small letters, digits and dashes")
  private static let template = Option.value(
    "template", .word(["scenario", "package"], "KIND"), default: "scenario",
    help: "What to begin: a scenario, or a package with a service of its own")
  private static let base = Option.optional(
    "from", .path, help: "The scenario that a new one builds on")
  private static let orrery = Option.value(
    "orrery", .folder, default: "..", help: "Where a new package finds this one")
  private static let force = Option<Bool>.flag(
    "force", help: "Write over files that are there already"
  ).short("f")

  /// Writes files to begin with.
  static func new(_ system: SystemUnderTest) -> Verb {
    Verb(
      "new", "Begin a scenario, or a package that hosts a service of its own",
      discussion: """
        A scenario is one file, of the first service and command that there are, or over another \
        scenario, from which it takes everything that it does not say itself. A package is a \
        folder with a service, its law, a scenario and a test that runs it under 200 seeds. The \
        exit code is 73 when a file is there already.
        """,
      examples: [
        Example("new lost-reply", "lost-reply.jsonc, with comments on what may follow"),
        Example("new lost-reply --from Scenarios/Tour/01-first-order.jsonc", "over another one"),
        Example("new coffee-bar --template package", "a package with a test that passes"),
      ],
      positionals: [name],
      options: [
        template.declaration, base.declaration, orrery.declaration, force.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      let text = arguments[name].first ?? ""
      guard let name = ScaffoldName(text) else {
        throw CommandError(
          .usage, "'\(text)' is no name for it",
          hint: "small letters, digits and dashes, a letter first, such as lost-reply")
      }
      let program = arguments.table.program.invocation
      let scaffold =
        arguments[template] == "package"
        ? PackageScaffold(name: name, orrery: arguments[orrery]).scaffold
        : try ScenarioScaffold(
          name: name, vocabulary: system.vocabulary, base: arguments[base], program: program
        ).scaffold()
      try scaffold.write(force: arguments[force])
      for (path, _) in scaffold.files { terminal.print("made  \(StyledText(path))") }
      terminal.note("next  \(StyledText("\(program) \(scaffold.next)"))")
      return .success
    }
  }
}
