import Engine
import Harness
import LiveRuntime
import Primitives
import ServiceRuntime

extension Verb {
  /// Sends a scenario's workload to a shop that is served.
  static func drive(_ system: SystemUnderTest) -> Verb {
    Verb(
      "drive", "Send a scenario's workload to services that are served",
      discussion: """
        Plays the clients of the scenario against what 'serve' has started from the same file: at \
        the times that the file says, or as fast as answers come with --users, --count and --for. \
        Where the services are is taken from --port, as 'serve' was told, or from what 'serve \
        --json' has printed. Clients get names that were not there before, unless --tag gives \
        them; an order that the file names is the same order each time. Faults and laws play no \
        part. The exit code is 0 when every operation has ended, well or not, and 2 when some have \
        not been asked or answered in time, or none has reached a service.
        """,
      examples: [
        Example("drive shop.jsonc --port 8080", "the workload as it is written"),
        Example(
          "drive shop.jsonc --shop shop.json --users 64 --for 10s", "as fast as answers come"),
      ],
      positionals: [Positional("FILE", .one, completion: .files, help: "A scenario file")],
      options: [
        portOption.declaration, shopOption.declaration, usersOption.declaration,
        countOption.declaration, RunOptions.time.declaration, tagOption.declaration,
        RunOptions.seed.declaration, RunOptions.settings.declaration,
        StandardOptions.json.declaration,
      ]
    ) { arguments, terminal throws(CommandError) in
      try await drive(arguments, terminal, system)
    }
  }

  private static let portOption = Option.optional(
    "port", .integer("PORT", in: 1...65_535), help: "The first service's port, as 'serve' was told")
  private static let shopOption = Option.optional(
    "shop", .path, help: "What 'serve --json' has printed")
  private static let usersOption = Option.optional(
    "users", .integer("N", in: 1...100_000), help: "How many act at once, each after its answer")
  private static let countOption = Option.optional(
    "count", .integer("N", in: 1...Int.max), help: "How many commands each entry gives")
  private static let tagOption = Option.optional(
    "tag", .text("TEXT"), help: "What is added to the clients' names")

  private static func drive(
    _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) async throws(CommandError) -> ExitCode {
    let path = arguments[Positional("FILE", .one, completion: .files, help: "")].first ?? ""
    let reading = try ScenarioFiles.read(
      path, system: system, settings: arguments[RunOptions.settings])
    terminal.report(reading)
    guard let scenario = reading.document?.scenario else { return .badInput }
    let ports = try ports(arguments, ServedService.names(scenario, system))
    var changes = FieldClients.Changes()
    changes.users = arguments[usersOption]
    changes.count = arguments[countOption]
    changes.lasting = arguments[RunOptions.time]
    changes.tag = arguments[tagOption] ?? String(Machine.randomWord() >> 40, radix: 36)
    Interruption.listen()
    let drive = Drive(
      scenario: scenario, system: system, changes: changes,
      seed: arguments[RunOptions.seed] ?? Seed(Machine.randomWord()))
    let (summary, isWhole) = try await drive.run(against: ports, terminal)
    if arguments[StandardOptions.json] {
      terminal.print(json: summary.json)
    } else {
      for line in summary.lines { terminal.print(line) }
    }
    if let code = Interruption.exitCode { return code }
    if summary.isUnheard {
      let port = ports.map(\.port).min() ?? 0
      terminal.warn(
        "nobody was reached",
        hint: "'orrery serve \(path) --port \(port)' starts those who answer there")
    }
    return isWhole && !summary.isUnheard ? .success : .undecided
  }

  /// Where the services are found.
  private static func ports(
    _ arguments: Arguments, _ names: [String]
  ) throws(CommandError) -> [(name: String, port: UInt16)] {
    if let file = arguments[shopOption] {
      let bytes: [UInt8]
      do throws(FileSystem.Failure) {
        bytes = try file == "-" ? FileSystem.readStandardInput() : FileSystem.read(file)
      } catch {
        throw CommandError(.notFound, "cannot read \(file): \(error.reason)")
      }
      guard
        let shop = try? JSONCoding.decode(
          ServedShop.self, from: String(decoding: bytes, as: UTF8.self))
      else { throw CommandError(.badInput, "\(file) is not what 'serve --json' prints") }
      return shop.services.compactMap { service in
        service.address.split(separator: ":").last.flatMap { UInt16($0) }.map { (service.name, $0) }
      }
    }
    guard let port = arguments[portOption] else {
      throw CommandError(
        .usage, "where are the services?",
        hint: "say --port as it was said to 'serve', or --shop with what 'serve --json' has printed"
      )
    }
    guard port + names.count <= 65_536 else {
      throw CommandError(.usage, "\(names.count) ports from \(port) on are too many")
    }
    return names.enumerated().map { ($0.element, UInt16(port + $0.offset)) }
  }
}

/// What `serve --json` has printed.
private struct ServedShop: Codable {
  let services: [Place]

  /// A service and where it is.
  struct Place: Codable {
    let name: String
    let address: String
  }
}
