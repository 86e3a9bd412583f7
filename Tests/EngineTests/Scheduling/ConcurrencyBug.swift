import Engine
import Primitives

/// A small program with a known bug that only some orders of its tasks show.
struct ConcurrencyBug: Sendable {
  let name: String
  /// Starts the program's tasks and gives the check that says whether the bug showed.
  let start: @Sendable (BugBench) -> () -> Bool

  /// Whether the bug shows under a policy and a seed.
  func shows(_ policy: SchedulingPolicy, _ seed: Seed) -> Bool {
    let bench = BugBench(policy, seed)
    let check = start(bench)
    let reason = bench.simulation.run()
    return check() || reason.isStuck
  }

  /// The number of the first run that shows the bug; nothing when none of so many does.
  func runsNeeded(_ policy: (Seed) -> SchedulingPolicy, atMost bound: Int) -> Int? {
    (1...bound).first { run in
      let seed = Seed(UInt64(run))
      return shows(policy(seed), seed)
    }
  }

  /// How many choices a run without any change has, for policies that must know.
  var steps: Int {
    let bench = BugBench(.priorityChange(PriorityChange(changes: 0)), 1)
    _ = start(bench)
    bench.simulation.run()
    return max(1, bench.simulation.choiceCount)
  }
}

extension StopReason {
  fileprivate var isStuck: Bool {
    switch self {
    case .deadlock, .limit: true
    case .quiescent, .stopped, .escaped: false
    }
  }
}

/// What such programs are made of: tasks, points where others may go on, locks, conditions.
final class BugBench {
  let simulation: Simulation
  private let home: TaskHome

  init(_ policy: SchedulingPolicy, _ seed: Seed) {
    let limits = Limits(time: Instant(nanoseconds: 1_000_000_000), resumptionsPerInstant: 10_000)
    simulation = Simulation(seed: seed, limits: limits, policy: policy)
    home = TaskHome(simulation, place: "program")
  }

  @discardableResult
  func task(_ label: String, _ body: @escaping () async -> Void) -> SimulationTask {
    let task = SimulationTask(label, executor: home.executor)
    home.launch(task, body)
    return task
  }

  /// Lets others go on, without letting time pass.
  func pause() async {
    let suspension = simulation.openSuspension(.signal)
    simulation.interrupt { [simulation] in simulation.wake(suspension, .resumed) }
    _ = await simulation.wait(for: suspension)
  }

  /// Lets others go first, as a loop does that waits for them.
  func giveWay() async {
    await Task.yield()
  }
}

/// A lock that queues whoever comes second.
final class BugLock {
  private let simulation: Simulation
  private var isHeld = false
  private var queue: [Suspension] = []

  init(_ bench: BugBench) {
    simulation = bench.simulation
  }

  func lock() async {
    guard isHeld else {
      isHeld = true
      return
    }
    let suspension = simulation.openSuspension(.lock)
    queue.append(suspension)
    _ = await simulation.wait(for: suspension)
  }

  func unlock() {
    if queue.isEmpty {
      isHeld = false
    } else {
      simulation.wake(queue.removeFirst(), .resumed)
    }
  }
}

/// A condition that forgets signals for which nobody waits.
final class BugCondition {
  private let simulation: Simulation
  private var queue: [Suspension] = []

  init(_ bench: BugBench) {
    simulation = bench.simulation
  }

  func wait() async {
    let suspension = simulation.openSuspension(.signal)
    queue.append(suspension)
    _ = await simulation.wait(for: suspension)
  }

  func signal() {
    if !queue.isEmpty { simulation.wake(queue.removeFirst(), .resumed) }
  }
}
