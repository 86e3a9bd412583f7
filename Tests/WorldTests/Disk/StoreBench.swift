import Engine
import Primitives
import ServiceRuntime

import World

/// A run with one disk, stores on it and tasks of one process, for tests.
final class StoreBench {
  let simulation: Simulation
  let disk: SimulatedDisk
  let home: TaskHome
  let stock = Table<Int>("stock")
  private(set) var lines: [String] = []
  private(set) var tasks: [SimulationTask] = []

  init(
    seed: Seed = 1, profile: DiskProfile = .perfect, policy: SchedulingPolicy = .arrivalOrder,
    level: TraceLevel = .full
  ) {
    simulation = Simulation(seed: seed, policy: policy, traceLevel: level)
    let place = simulation.trace.addPlace("db-1")
    disk = SimulatedDisk(simulation: simulation, place: place, name: "db-1", profile: profile)
    home = TaskHome(simulation, place: "db-1")
  }

  var database: Database { disk.database }

  func store(_ settings: StoreSettings = StoreSettings()) -> SimulatedStore {
    SimulatedStore(disk: disk, settings: settings)
  }

  /// Starts a task; whatever it throws ends up among the lines.
  @discardableResult
  func task(_ label: String, _ body: @escaping () async throws -> Void) -> SimulationTask {
    let task = SimulationTask(label, executor: home.executor)
    tasks.append(task)
    home.launch(task) {
      do {
        try await body()
      } catch let error as StoreError {
        self.say("\(label): \(error.code.rawValue)")
      } catch {
        self.say("\(label): \(error)")
      }
    }
    return task
  }

  func say(_ line: String) {
    lines.append(line)
  }

  /// Waits some milliseconds.
  func pause(_ milliseconds: Int) async {
    _ = await simulation.sleep(until: simulation.now + .milliseconds(milliseconds))
  }

  /// Does something at a millisecond of the run.
  func at(_ milliseconds: Int, _ body: @escaping () -> Void) {
    simulation.schedule(
      at: Instant(nanoseconds: Int64(milliseconds) * 1_000_000), priority: .fault, body)
  }

  /// Writes numbers of stock in one transaction.
  func put(_ store: SimulatedStore, _ numbers: KeyValuePairs<String, Int>) async throws {
    try await store.transaction { transaction in
      for (key, number) in numbers { try await transaction.put(self.stock, key, number) }
    }
  }

  /// Writes numbers of stock and lets the run come to rest.
  func fill(_ numbers: KeyValuePairs<String, Int>) {
    let store = store()
    task("fill") { try await self.put(store, numbers) }
    simulation.run()
  }

  /// The committed stock: `a=1 b=2`.
  var contents: String {
    database.contents(of: stock).map { "\($0.key)=\($0.value)" }.joined(separator: " ")
  }

  /// What a kind of event said, in order.
  func texts(_ kind: TraceKind) -> [String] {
    simulation.trace.events.filter { $0.kind == kind }.map { simulation.trace.text($0.text) }
  }

  func details(_ kind: TraceKind) -> [String] {
    simulation.trace.events.filter { $0.kind == kind }.map { simulation.trace.text($0.detail) }
  }

  /// Whole milliseconds since the run began.
  var milliseconds: Int64 { simulation.now.nanoseconds / 1_000_000 }
}
