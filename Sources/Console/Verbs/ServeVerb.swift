import Harness
import LiveRuntime
import Primitives
import ServiceRuntime

extension Verb {
  /// Runs a scenario's services for real, until somebody asks for the end.
  static func serve(_ system: SystemUnderTest) -> Verb {
    Verb(
      "serve", "Run a scenario's services for real, on ports of this machine",
      discussion: """
        Starts each service of the scenario in a process of its own, behind an HTTP server on \
        127.0.0.1, with the configuration and the initial data of the file, and prints the \
        addresses. A process that dies is started again at its port. With --one-process all share \
        this one and call each other without HTTP. Clients, faults, delays and laws are the simulator's affair and play no part. \
        GET /routes of an address lists what can be asked there. What the services keep is in \
        memory and gone when they end, unless --data names a folder for a file of each; that needs \
        a program built with the trait SQLite. The first signal lets them answer what they have \
        begun and ends with 0; the second one ends at once. With --verbose log records go to the \
        stream of errors, each a line of JSON.
        """,
      examples: [
        Example("serve Scenarios/Tour/01-first-order.jsonc", "at ports that are free"),
        Example("serve shop.jsonc --port 8080 --json", "at 8080 and the ports after it"),
        Example("serve shop.jsonc --one-process", "all services in this process"),
      ],
      positionals: [Positional("FILE", .one, completion: .files, help: "A scenario file")],
      options: [
        portOption.declaration, dataOption.declaration, oneOption.declaration,
        RunOptions.settings.declaration,
        StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      try await serve(arguments, terminal, system)
    }
  }

  private static let portOption = Option.value(
    "port", .integer("PORT", in: 0...65_535), default: "0",
    help: "The first service's port, the next one's is one more; 0 takes free ones")

  private static let oneOption = Option<Bool>.flag(
    "one-process", help: "Run all services in this process")

  private static let dataOption = Option.optional(
    "data", .folder, help: "Keep what services store in this folder, one file for each")

  private static func serve(
    _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) async throws(CommandError) -> ExitCode {
    let path = arguments[Positional("FILE", .one, completion: .files, help: "")].first ?? ""
    let reading = try ScenarioFiles.read(
      path, system: system, settings: arguments[RunOptions.settings])
    terminal.report(reading)
    guard let document = reading.document else { return .badInput }
    let folder = arguments[dataOption]
    guard folder == nil || DurableStore.isAvailable else {
      throw CommandError(
        .usage, "this program was built without stores that survive",
        hint: "build it with 'swift build --traits SQLite', which needs libsqlite3-dev")
    }
    if let folder { try FileSystem.makeFolders(folder) }
    Interruption.listen()
    let plan = ServingPlan(
      scenario: document.scenario, system: system, firstPort: arguments[portOption],
      folder: folder, path: path,
      settings: arguments[RunOptions.settings].map { "\($0.name)=\($0.value)" })
    let serving: any Serving =
      arguments[oneOption]
      ? try await LocalServing(plan, terminal) : try await ProcessServing(plan, terminal)
    if arguments[StandardOptions.json] {
      terminal.write(ServingText.json(serving.entries).compact + "\n")
    } else {
      terminal.print(table: ServingText.table(serving.entries))
    }
    terminal.note("GET /routes lists what a service answers; Ctrl-C ends them all")
    while Interruption.exitCode == nil { try? await Task.sleep(for: .milliseconds(50)) }
    terminal.note("ending; what was begun is answered first")
    await serving.end()
    return .success
  }
}
