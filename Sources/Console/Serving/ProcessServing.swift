import Exploration
import Harness
import LiveRuntime
import Primitives
import Synchronization

/// Each service of a scenario in a process of its own, which is started again when it dies.
final class ProcessServing: Serving {
  private let host: LiveHost
  private let plan: ServingPlan
  private let terminal: Terminal
  private let ports: [UInt16]
  private let state: Mutex<[Served]>

  /// A service and the process that serves it now.
  private struct Served {
    let kind: String
    var child: ChildProcess?
    var isUp = false
    var lives = 0
    var isEnding = false
    var lastEnding: ChildProcess.Ending?
  }

  /// How long after a death the next process is started.
  private static let pause = Duration.milliseconds(500)

  /// Starts all processes and waits until each answers.
  init(_ plan: ServingPlan, _ terminal: Terminal) async throws(CommandError) {
    try plan.check()
    self.plan = plan
    self.terminal = terminal
    var kinds: [String] = []
    for name in plan.names {
      kinds.append(try ServedService(name, plan.scenario, plan.system).kind)
    }
    do {
      host = try LiveHost()
      ports = try HTTPServer.freePorts(plan.names.indices.map { plan.port(at: $0) })
    } catch {
      throw ServedService.error(error, "the shop")
    }
    state = Mutex(kinds.map { Served(kind: $0) })
    for place in plan.names.indices { start(place) }
    while let place = firstNotUp, Interruption.exitCode == nil {
      if let ending = state.withLock({ $0[place].lastEnding }) {
        await end()
        throw CommandError(
          .cannotWrite, "\(plan.names[place]) does not start: its process has \(ending)",
          hint: "its own words are above")
      }
      try? await Task.sleep(for: .milliseconds(5))
    }
  }

  private var firstNotUp: Int? {
    state.withLock { served in served.firstIndex { !$0.isUp } }
  }

  private func start(_ place: Int) {
    let name = plan.names[place]
    let directory = zip(plan.names, ports).map { "\($0)=\($1)" }.joined(separator: ",")
    let life = state.withLock { served in
      served[place].isUp = false
      served[place].lives += 1
      return served[place].lives
    }
    let arguments =
      [
        Verb.serveOneName, plan.path, "--service", name, "--port", "\(ports[place])",
        "--incarnation", "\(life - 1)", "--directory", directory,
      ] + plan.settings.flatMap { ["--set", $0] }
      + (plan.file(of: name).map { ["--store", "sqlite:\($0)"] } ?? [])
      + (terminal.verbosity == .verbose ? ["--verbose"] : ["--quiet"])
    do throws(SocketError) {
      let child = try ChildProcess(
        WorkerProcess.executable, arguments, on: host.loop,
        told: { line in self.hear(line, place) }, ended: { self.ended($0, place) })
      let isEnding = state.withLock { served in
        served[place].child = child
        return served[place].isEnding
      }
      if isEnding { child.signal(15) }
    } catch {
      terminal.warn("\(name) does not start: \(error)")
      state.withLock { $0[place].lastEnding = .exited(127) }
    }
  }

  private func hear(_ line: String, _ place: Int) {
    switch ChildReport(line: line) {
    case .ready: state.withLock { $0[place].child }?.tell(.begin(origin: 0))
    case .up: state.withLock { $0[place].isUp = true }
    case .loaded, .committed, .reached, nil: return
    }
  }

  /// Starts a process again that has been up and has not been asked to end.
  private func ended(_ ending: ChildProcess.Ending, _ place: Int) {
    let returns = state.withLock { served in
      served[place].child = nil
      served[place].lastEnding = ending
      return served[place].isUp && !served[place].isEnding
    }
    guard returns else { return }
    terminal.note("\(plan.names[place]) has \(ending); it is started again")
    Task {
      try? await Task.sleep(nanoseconds: UInt64(Self.pause.nanoseconds))
      if !state.withLock({ $0[place].isEnding }) { start(place) }
    }
  }

  var entries: [ServedEntry] {
    state.withLock { served in
      served.enumerated().map { place, entry in
        ServedEntry(
          name: plan.names[place], kind: entry.kind, port: ports[place],
          process: entry.child?.identifier)
      }
    }
  }

  func end() async {
    let children = state.withLock { served in
      for place in served.indices { served[place].isEnding = true }
      return served.reversed().compactMap(\.child)
    }
    for child in children { child.signal(15) }
    var left = 1_500
    while state.withLock({ $0.contains { $0.child != nil } }) {
      try? await Task.sleep(for: .milliseconds(10))
      left -= 1
      if left == 0 { for child in children { child.signal(9) } }
    }
    host.close()
  }
}
