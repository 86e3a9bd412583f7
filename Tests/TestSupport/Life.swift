import Engine
import Primitives
import ServiceRuntime

/// One life of a small process, from its start to its end or crash.
///
/// After its end every capability throws or does nothing: what a dead process still executes must
/// not be seen outside.
final class Life {
  let simulation: Simulation
  let incarnation: Int
  private(set) var isOver = false
  private let home: TaskHome
  private var tasks: [SimulationTask] = []

  init(_ simulation: Simulation, incarnation: Int, place: String) {
    self.simulation = simulation
    self.incarnation = incarnation
    home = TaskHome(simulation, place: place)
  }

  @discardableResult
  func spawn(_ label: String, _ body: @escaping () async -> Void) -> SimulationTask {
    let task = SimulationTask(label, executor: home.executor)
    tasks.removeAll(where: \.isFinished)
    tasks.append(task)
    home.launch(task, body)
    return task
  }

  func end() {
    isOver = true
    for task in tasks { task.cancel() }
    tasks = []
  }

  /// What a wait that ended by cancellation is told.
  var reasonToStop: Cancelled { isOver ? .process : .task }
}

/// Virtual time, for one life.
final class LifeClock: ServiceClock {
  private let life: Life

  init(_ life: Life) {
    self.life = life
  }

  var now: Instant { life.simulation.now }

  var wallTime: WallTime { WallTime(nanosecondsSinceEpoch: now.nanoseconds) }

  func sleep(until instant: Instant) async throws(Cancelled) {
    guard !life.isOver else { throw .process }
    guard await life.simulation.sleep(until: instant) == .resumed else { throw life.reasonToStop }
  }
}

/// Draws from the run's seed, other ones in each life.
final class LifeRandom: RandomSource {
  private var stream: RandomStream

  init(_ life: Life) {
    stream = life.simulation.streams.stream(
      .service, at: "process", purpose: "random", occurrence: UInt64(life.incarnation))
  }

  func next() -> UInt64 { stream.next() }
}

/// Tasks that end with a life.
final class LifeTasks: TaskSpawner {
  private let life: Life

  init(_ life: Life) {
    self.life = life
  }

  func spawn(_ label: String, _ body: @escaping () async -> Void) -> any SpawnedTask {
    LifeTask(life, life.isOver ? nil : life.spawn(label, body))
  }
}

/// A task that ends with a life; none was started when the life was over.
final class LifeTask: SpawnedTask {
  private let life: Life
  private let task: SimulationTask?

  init(_ life: Life, _ task: SimulationTask?) {
    self.life = life
    self.task = task
  }

  func cancel() { task?.cancel() }

  func join() async throws(Cancelled) {
    guard !life.isOver, let task else { throw .process }
    guard await task.untilDone() == .resumed else { throw life.reasonToStop }
  }
}

/// Calls of one life; a dead process sends nothing and hears nothing.
final class LifeTransport: Transport {
  private let life: Life
  private let transport: ScriptedTransport

  init(_ life: Life, _ transport: ScriptedTransport) {
    self.life = life
    self.transport = transport
  }

  func perform(_ call: Call) async {
    guard !life.isOver else {
      call.failure = RPCError(.cancelled, "the process has ended", certainty: .definite)
      return
    }
    await transport.perform(call)
  }
}

/// Failpoints of one life.
final class LifeFailpoints: Failpoints {
  private let life: Life
  private let failpoints: ScriptedFailpoints

  init(_ life: Life, _ failpoints: ScriptedFailpoints) {
    self.life = life
    self.failpoints = failpoints
  }

  var isArmed: Bool { true }

  func reach(_ name: FailpointName) async throws {
    guard !life.isOver else { throw Cancelled.process }
    try await failpoints.reach(name)
  }
}
