import Engine
import Primitives

/// W1: timers that rearm themselves, the classic measure of an event queue.
///
/// Each of many timers fires and rearms itself at now + U(0, 1 s]. Timed is the run alone.
package struct HoldBenchmark {
  /// How many timers are pending at any time.
  package let pending: Int
  /// How many times timers fire in all.
  package let firings: Int

  /// A benchmark with so many timers pending at any time, and so many firings in all.
  package init(pending: Int, firings: Int = 5_000_000) {
    self.pending = pending
    self.firings = firings
  }

  /// The workload as bare callbacks.
  package func runCallbacks(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let simulation = Simulation(seed: 42)
    let timers = Timers(simulation, firings: firings)
    for _ in 0..<pending { timers.rearm() }
    let wall = stopwatch { simulation.run() }
    return result("W1/\(pending)", "callbacks", timers.fired, wall, simulation)
  }

  /// The workload as one task per timer that sleeps in a loop.
  package func runTasks(_ stopwatch: Stopwatch) -> BenchmarkResult {
    let simulation = Simulation(seed: 42)
    let home = TaskHome(simulation, place: "timers")
    let sleepers = Sleepers(simulation, firings: firings)
    for _ in 0..<pending {
      let task = SimulationTask("timer", executor: home.executor)
      sleepers.tasks.append(task)
      home.launch(task) { await sleepers.sleepForEver() }
    }
    simulation.stopRequested = true
    simulation.runReady()
    let wall = stopwatch { simulation.run() }
    let result = result("W1p/\(pending)", "tasks", sleepers.fired, wall, simulation)
    sleepers.cancel()
    simulation.runReady()
    return result
  }

  private func result(
    _ workload: String, _ variant: String, _ fired: Int, _ wall: Duration,
    _ simulation: Simulation
  ) -> BenchmarkResult {
    BenchmarkResult(
      workload: workload, variant: variant, count: fired, messages: 0, wall: wall,
      virtual: simulation.now, digest: simulation.digest)
  }
}

/// The timers as callbacks: each one that fires is set again.
private final class Timers: EventHandler {
  private let simulation: Simulation
  private let firings: Int
  @exclusivity(unchecked) private var kind = EventKind.none
  @exclusivity(unchecked) private var stream: RandomStream
  @exclusivity(unchecked) private(set) var fired = 0

  init(_ simulation: Simulation, firings: Int) {
    self.simulation = simulation
    self.firings = firings
    stream = simulation.streams.stream(.workload, at: "timers", purpose: "delay")
    super.init()
    kind = simulation.register(self)
  }

  func rearm() {
    let delay = Int64(stream.below(1_000_000_000)) + 1
    simulation.schedule(
      kind, at: Instant(nanoseconds: simulation.now.nanoseconds &+ delay))
  }

  override func fire(_ argument: UInt64) {
    fired &+= 1
    if fired >= firings { simulation.stopRequested = true }
    rearm()
  }
}

/// The timers as tasks: each one that wakes sleeps again.
private final class Sleepers {
  private let simulation: Simulation
  private let firings: Int
  @exclusivity(unchecked) private var stream: RandomStream
  @exclusivity(unchecked) private(set) var fired = 0
  @exclusivity(unchecked) var tasks: [SimulationTask] = []

  init(_ simulation: Simulation, firings: Int) {
    self.simulation = simulation
    self.firings = firings
    stream = simulation.streams.stream(.workload, at: "timers", purpose: "delay")
  }

  func sleepForEver() async {
    while true {
      let delay = Int64(stream.below(1_000_000_000)) + 1
      let wake = await simulation.sleep(
        until: Instant(nanoseconds: simulation.now.nanoseconds &+ delay))
      guard case .resumed = wake else { return }
      fired &+= 1
      if fired >= firings { simulation.stopRequested = true }
    }
  }

  func cancel() {
    for task in tasks { task.cancel() }
  }
}
