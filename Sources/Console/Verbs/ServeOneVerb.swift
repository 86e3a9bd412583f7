import Harness
import LiveRuntime
import Primitives
import ServiceRuntime
import Synchronization

extension Verb {
  /// The name of the verb that serves one service for another process.
  static let serveOneName = "serve-one"

  /// Serves one service for the process that has started this one; of no use to a person.
  static func serveOne(_ system: SystemUnderTest) -> Verb {
    Verb(
      serveOneName, "Serve one service for the process that started this one", examples: [],
      positionals: [Positional("FILE", .one, completion: .files, help: "A scenario file")],
      options: ServedOptions.all, isHidden: true
    ) { arguments, terminal throws(CommandError) in
      try await serveOne(arguments, terminal, system)
    }
  }

  private static func serveOne(
    _ arguments: Arguments, _ terminal: Terminal, _ system: SystemUnderTest
  ) async throws(CommandError) -> ExitCode {
    let path = arguments[Positional("FILE", .one, completion: .files, help: "")].first ?? ""
    let reading = try ScenarioFiles.read(
      path, system: system, settings: arguments[RunOptions.settings])
    guard let scenario = reading.document?.scenario else { return .badInput }
    let name = arguments[ServedOptions.service] ?? ""
    Interruption.listen()
    let live: LiveHost
    do {
      live = try LiveHost()
    } catch {
      throw CommandError(.cannotWrite, "\(error)")
    }
    for (service, port) in ServedOptions.directory(arguments) {
      live.directory.enter(service, port: port)
    }
    let orphan = Orphan()
    let parent = ParentLine(on: live.loop) { orphan.note() }
    let origin = await parent.waitForBeginning()
    let sink: LiveTelemetry.Sink = { line in terminal.detail(StyledText(line)) }
    var options = LiveHost.Options(
      port: UInt16(clamping: arguments[ServedOptions.port]),
      sink: terminal.verbosity == .verbose ? sink : nil)
    options.host = arguments[ServedOptions.host]
    options.incarnation = arguments[ServedOptions.incarnation]
    options.origin = origin
    let points = Set(arguments[ServedOptions.failpoints])
    options.makeFailpoints = { AskingFailpoints(points, parent) }
    let (store, place) = (ServedStore(name, scenario), arguments[ServedOptions.store])
    let member: LiveHost.Member
    do {
      let make = try ServedService(name, scenario, system)
      member = try await live.start(
        ServiceName(name), options: options, makeStore: { try store.make(place, parent) },
        make: make.make)
    } catch {
      throw ServedService.error(error, name)
    }
    parent.tell(.up(port: member.server.port))
    while Interruption.exitCode == nil, !orphan.isNoted {
      try? await Task.sleep(for: .milliseconds(20))
    }
    await member.stop(within: .seconds(10))
    live.close()
    return .success
  }
}

/// Whether the process that started this one has gone.
private final class Orphan: Sendable {
  private let hasGone = Atomic(false)

  func note() { hasGone.store(true, ordering: .relaxed) }
  var isNoted: Bool { hasGone.load(ordering: .relaxed) }
}

/// What a process that serves one service is told.
enum ServedOptions {
  static let service = Option.optional("service", .text("NAME"), help: "Which service to serve")
  static let host = Option.optional("host", .text("NAME"), help: "The name of the host")
  static let port = Option.value(
    "port", .integer("PORT", in: 0...65_535), default: "0", help: "The port; 0 for a free one")
  static let incarnation = Option.value(
    "incarnation", .integer(in: 0...Int.max), default: "0", help: "How many lives there were before"
  )
  static let directoryText = Option.value(
    "directory", .text("NAME=PORT,..."), default: "", help: "Where services are found")
  static let store = Option.value(
    "store", .text("KIND:PATH"), default: "memory", help: "Where records are kept")
  static let failpoints = Option<[String]>.list(
    "failpoint", .text("NAME"), help: "A point at which to ask what is to happen")

  static let all = [
    service.declaration, host.declaration, port.declaration, incarnation.declaration,
    directoryText.declaration, store.declaration, failpoints.declaration,
    RunOptions.settings.declaration,
  ]

  /// The directory as it was told.
  static func directory(_ arguments: Arguments) -> [(ServiceName, UInt16)] {
    arguments[directoryText].split(separator: ",").compactMap { entry in
      let parts = entry.split(separator: "=")
      guard parts.count == 2, let port = UInt16(parts[1]) else { return nil }
      return (ServiceName(String(parts[0])), port)
    }
  }
}
