import Harness
import LiveRuntime
import Primitives
import ServiceRuntime

/// All services of a scenario in this process.
struct LocalServing: Serving {
  private let host: LiveHost
  private var members: [(kind: String, member: LiveHost.Member)] = []

  /// Starts the services one after the other, in the order of the file.
  init(_ plan: ServingPlan, _ terminal: Terminal) async throws(CommandError) {
    try plan.check()
    do {
      host = try LiveHost(handsOver: true, threads: Machine.cores)
    } catch {
      throw CommandError(.cannotWrite, "\(error)")
    }
    for name in plan.names {
      do {
        let service = try ServedService(name, plan.scenario, plan.system)
        let sink: LiveTelemetry.Sink = { line in terminal.detail(StyledText(line)) }
        let store = ServedStore(name, plan.scenario)
        let place = plan.file(of: name).map { "sqlite:\($0)" } ?? "memory"
        let member = try await host.start(
          ServiceName(name),
          options: LiveHost.Options(
            port: plan.port(at: members.count), sink: terminal.verbosity == .verbose ? sink : nil),
          makeStore: { try store.make(place, nil) },
          make: service.make)
        members.append((service.kind, member))
      } catch {
        await end()
        throw ServedService.error(error, name)
      }
    }
  }

  var entries: [ServedEntry] {
    members.map { kind, member in
      ServedEntry(
        name: member.process.name.text, kind: kind, port: member.server.port, process: nil)
    }
  }

  func end() async {
    for entry in members.reversed() { await entry.member.stop(within: .seconds(10)) }
    host.close()
  }
}
