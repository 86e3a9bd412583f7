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
        Starts each service of the scenario behind an HTTP server of its own on 127.0.0.1, with \
        the configuration and the initial data of the file, and prints the addresses. Clients, \
        faults, delays and laws are the simulator's affair and play no part. GET /routes of an \
        address lists what can be asked there. What the services keep is in memory and gone when \
        they end, unless --data names a folder for a file of each; that needs a program built with \
        the trait SQLite. The first signal lets them answer what they have begun and ends with 0; the \
        second one ends at once. With --verbose log records go to the stream of errors, each a \
        line of JSON.
        """,
      examples: [
        Example("serve Scenarios/Tour/01-first-order.jsonc", "at ports that are free"),
        Example("serve shop.jsonc --port 8080 --json", "at 8080 and the ports after it"),
      ],
      positionals: [Positional("FILE", .one, completion: .files, help: "A scenario file")],
      options: [
        portOption.declaration, dataOption.declaration, RunOptions.settings.declaration,
        StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      try await serve(arguments, terminal, system)
    }
  }

  private static let portOption = Option.value(
    "port", .integer("PORT", in: 0...65_535), default: "0",
    help: "The first service's port, the next one's is one more; 0 takes free ones")

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
    Interruption.listen()
    let serving = try await Serving(
      document.scenario, system: system, firstPort: arguments[portOption], folder: folder,
      terminal: terminal)
    if arguments[StandardOptions.json] {
      terminal.write(serving.json.compact + "\n")
    } else {
      terminal.print(table: serving.table)
    }
    terminal.note("GET /routes lists what a service answers; Ctrl-C ends them all")
    while Interruption.exitCode == nil { try? await Task.sleep(for: .milliseconds(50)) }
    terminal.note("ending; what was begun is answered first")
    await serving.end()
    return .success
  }
}

/// The services of a scenario while they are served.
private struct Serving {
  private let host: LiveHost
  private let folder: String?
  private var members: [(kind: String, member: LiveHost.Member)] = []

  /// Starts the services one after the other, in the order of the file.
  init(
    _ scenario: Scenario, system: SystemUnderTest, firstPort: Int, folder: String?,
    terminal: Terminal
  ) async throws(CommandError) {
    self.folder = folder
    do {
      host = try LiveHost()
    } catch {
      throw CommandError(.cannotWrite, "\(error)")
    }
    guard firstPort == 0 || firstPort + scenario.services.count <= 65_536 else {
      throw CommandError(
        .usage, "\(scenario.services.count) ports from \(firstPort) on are too many")
    }
    for (name, service) in scenario.services {
      let port = firstPort == 0 ? 0 : firstPort + members.count
      do {
        try await start(name, service, port: UInt16(port), system, terminal)
      } catch {
        await end()
        throw Serving.error(error, name)
      }
    }
  }

  private mutating func start(
    _ name: String, _ service: ScenarioService, port: UInt16, _ system: SystemUnderTest,
    _ terminal: Terminal
  ) async throws {
    let setup = ServiceSetup(
      kind: service.kind, version: service.version ?? "",
      config: ScenarioValues(service.config), seed: ScenarioValues(service.seed))
    let makeService = system.makeService
    let sink: LiveTelemetry.Sink = { line in terminal.detail(StyledText(line)) }
    let path = folder.map { "\($0)/\(name).sqlite" }
    let member = try await host.start(
      ServiceName(name), port: port, sink: terminal.verbosity == .verbose ? sink : nil,
      makeStore: { try path.map { try DurableStore.open(path: $0) } ?? MemoryStore() }
    ) { context in
      try makeService(context, setup)
    }
    members.append((service.kind, member))
  }

  /// Lets all of them answer what they have begun, the last one first, and ends them.
  func end() async {
    for entry in members.reversed() { await entry.member.stop(within: .seconds(10)) }
    host.close()
  }

  var table: Table {
    var table = Table(alignments: [.left, .left, .left])
    for (kind, member) in members {
      table.append([
        StyledText(member.process.name.text), StyledText(member.address), StyledText(kind),
      ])
    }
    return table
  }

  var json: JSONText {
    [
      "schema": "orrery.serve/1",
      "services": .list(
        members.map { kind, member in
          [
            "name": .text(member.process.name.text), "kind": .text(kind),
            "address": .text(member.address),
          ]
        }),
    ]
  }

  private static func error(_ error: any Error, _ name: String) -> CommandError {
    if let error = error as? StoreError {
      return CommandError(.cannotWrite, "\(name) does not start: \(error.message)")
    }
    guard let error = error as? SocketError else {
      return CommandError(.badInput, "\(name) does not start: \(error)")
    }
    return CommandError(
      .cannotWrite, "\(name) does not start: \(error)",
      hint: "choose other ports with --port, or leave it out for free ones")
  }
}
