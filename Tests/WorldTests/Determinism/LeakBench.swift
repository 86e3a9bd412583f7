import Engine
import Primitives
import ServiceRuntime
import World

/// A run with one host whose service notes numbers, some of which come from outside of the seed.
struct LeakBench {
  /// What a run with the leak came to.
  let events: [ComparedEvent]
  let fingerprint: RunFingerprint
  let escapes: [Escape]

  init(_ body: @escaping (ServiceContext, Notebook) async throws -> Void) {
    let simulation = Simulation(seed: 11, traceLevel: .full)
    simulation.escapes.patience = 1
    let cluster = Cluster(simulation)
    let notebook = Notebook(simulation)
    cluster.addHost("ledger-1", running: "ledger") { context in
      LeakyService(context, notebook, body)
    }
    for host in cluster.hosts { cluster.start(host) }
    simulation.run()
    events = simulation.trace.comparedEvents
    fingerprint = RunFingerprint(simulation)
    escapes = simulation.escapes.findings
    cluster.shutDown()
  }

  /// Where this run and another part.
  func comparison(with other: LeakBench, _ circumstances: Circumstances) -> DigestComparison? {
    DigestComparison(
      events, other.events, under: circumstances, escapes: (escapes + other.escapes).map(\.kind))
  }

  /// Runs until two runs differ, keeping what came before so that addresses are not used again.
  static func pair(_ make: () -> LeakBench) -> (LeakBench, LeakBench)? {
    let first = make()
    for _ in 0..<50 {
      let second = make()
      if second.fingerprint != first.fingerprint { return (first, second) }
    }
    return nil
  }
}

/// Writes numbers into the trace.
final class Notebook {
  private let simulation: Simulation

  init(_ simulation: Simulation) {
    self.simulation = simulation
  }

  /// Writes a word, as a number that depends on its letters alone.
  func note(_ word: String) {
    note(StreamKey(word).word, word)
  }

  func note(_ value: UInt64, _ text: String = "notes") {
    simulation.record(.committed, at: 0, value: value, text: text)
  }
}

/// Does one thing in a task of its own, ten milliseconds after its start.
private final class LeakyService: Service {
  private let context: ServiceContext
  private let notebook: Notebook
  private let body: (ServiceContext, Notebook) async throws -> Void

  init(
    _ context: ServiceContext, _ notebook: Notebook,
    _ body: @escaping (ServiceContext, Notebook) async throws -> Void
  ) {
    self.context = context
    self.notebook = notebook
    self.body = body
  }

  func start() async throws {
    context.tasks.spawn("booking") {
      self.notebook.note(1, "begins")
      try? await self.context.clock.sleep(for: .milliseconds(10))
      try? await self.body(self.context, self.notebook)
    }
  }
}
