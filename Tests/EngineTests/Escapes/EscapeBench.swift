import Engine
import Primitives

/// A run with one process and a task that does one thing to the outside.
final class EscapeBench {
  let simulation: Simulation
  let home: TaskHome
  private var tasks: [SimulationTask] = []

  init(_ mode: Escapes.Mode = .detect, seed: Seed = 1, place: String = "orders-1") {
    simulation = Simulation(seed: seed, traceLevel: .full)
    simulation.escapes.mode = mode
    home = TaskHome(simulation, place: place)
  }

  /// Starts a task that does something after a millisecond of virtual time.
  func start(_ label: String = "billing", _ body: @escaping () async -> Void) {
    let task = SimulationTask(label, executor: home.executor)
    tasks.append(task)
    home.launch(task) {
      _ = await self.simulation.sleep(until: Instant(nanoseconds: 1_000_000))
      await body()
    }
  }

  /// What one body did to the outside, first of all.
  static func finding(_ body: @escaping () async -> Void) -> Escape? {
    let bench = EscapeBench()
    bench.start { await body() }
    guard case .escaped(let escape) = bench.simulation.run() else { return nil }
    return escape
  }
}
