import Interposition
import Primitives

/// Runs the tasks of one process as events of a simulation, on the simulation's own thread.
///
/// Each process has an executor of its own, so that every job is known by its process; all of them
/// put their jobs into the simulation's one ready queue.
package final class SimulationExecutor: SerialExecutor, @unchecked Sendable {
  /// The simulation that runs the jobs; it outlives its executors.
  unowned(unsafe) let simulation: Simulation
  /// The place that the process runs at, for traces and messages.
  package let place: String

  /// How many lives of the place there were before.
  package let incarnation: Int
  /// Whether the process has ended; what sleeps in it does not wake again.
  @exclusivity(unchecked) package var hasEnded = false
  /// The time of day at the place in nanoseconds since 1970, for foreign code that asks for it.
  @exclusivity(unchecked) package var wallTime: (() -> Int64)?

  private let gate: ForeignGate
  private let address: UnsafeMutableRawPointer
  private var systemChance: RandomStream?
  @exclusivity(unchecked) private var labels = LabelCounts()

  /// An executor for a life of a place; the run counts the lives where nobody else does.
  package init(_ simulation: Simulation, place: String, incarnation: Int? = nil) {
    self.simulation = simulation
    self.place = place
    self.incarnation = incarnation ?? simulation.countLife(of: place)
    gate = simulation.escapes.gate
    address = Unmanaged.passUnretained(simulation).toOpaque()
  }

  /// Whether the process stands still: its jobs wait until it goes on.
  @exclusivity(unchecked) package var isPaused = false {
    didSet { if isPaused != oldValue { noteState() } }
  }
  /// How many nanoseconds each job keeps the process busy; nothing at the usual speed.
  @exclusivity(unchecked) package var cost: Int64 = 0 {
    didSet { if cost != oldValue { noteState() } }
  }
  /// How many tasks of the process wait for something that the simulation knows.
  @exclusivity(unchecked) var parkedCount = 0
  @exclusivity(unchecked) private(set) var isHeld = false
  @exclusivity(unchecked) private var waiting: [ReadyJob] = []
  @exclusivity(unchecked) private var isTurnDue = false

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    guard orrery_watch_context() == address || gate.admits(job, to: self) else { return }
    let state = simulation.hot
    var task = state.pointee.launching
    if unsafeBitCast(job, to: UInt.self) == state.pointee.job, task == nil {
      task = state.pointee.task
      if let task { simulation.noteYield(task) }
    }
    admit(ReadyJob(job: job, lane: .passUnretained(self), task: task))
  }

  /// The process as one word, for jobs whose task nobody knows.
  private(set) lazy var word = TaskPath(
    place: place, incarnation: incarnation, label: "", occurrence: 0
  ).word

  /// How often a task of this label was started here before; counts one more.
  func countTask(_ label: String) -> Int {
    labels.count(label)
  }

  /// Draws what foreign code takes for the system's entropy.
  func drawSystemWord() -> UInt64 {
    var stream =
      systemChance
      ?? simulation.streams.stream(
        .service, at: StreamKey(place), purpose: "system", occurrence: UInt64(incarnation))
    defer { systemChance = stream }
    return stream.next()
  }

  /// Makes a job ready, or keeps it while the process stands still.
  @inline(__always)
  func admit(_ job: ReadyJob) {
    if isHeld {
      hold(job)
    } else {
      simulation.hot.pointee.ready.append(job)
    }
  }

  /// Never stands still or is slow again; for a process that has ended and unwinds.
  package func runFreely() {
    cost = 0
    isPaused = false
  }

  private func hold(_ job: ReadyJob) {
    waiting.append(job)
    dueTurn()
  }

  /// Lets jobs that wait go on in their order: at once, or one at a time on a slow process.
  private func noteState() {
    isHeld = isPaused || cost > 0
    guard !isHeld else { return dueTurn() }
    let jobs = waiting
    waiting = []
    for job in jobs { simulation.hot.pointee.ready.append(job) }
  }

  private func dueTurn() {
    guard !isPaused, cost > 0, !isTurnDue, !waiting.isEmpty else { return }
    isTurnDue = true
    simulation.schedule(at: simulation.now + .nanoseconds(cost)) {
      self.isTurnDue = false
      guard !self.isPaused, !self.waiting.isEmpty else { return }
      self.simulation.hot.pointee.ready.append(self.waiting.removeFirst())
      self.dueTurn()
    }
  }

  package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  /// Everything of a simulation runs on one thread, so being there is proof enough.
  package func checkIsolated() {}
}

/// Takes a task off the thread without queueing it anywhere.
///
/// A task suspends by hopping to an actor with this executor: the runtime hands over the task's
/// job and forgets it, the simulation keeps the job in a suspension and runs it when the time has
/// come. Compared with a continuation this saves the resumption's trip through the global pool,
/// its status records and half of its time (58 ns against 103 and more, both measured).
final class ParkingExecutor: SerialExecutor, @unchecked Sendable {
  @exclusivity(unchecked) private var simulation: Unmanaged<Simulation>?

  /// Says whose jobs are parked; before anything is.
  func attach(_ simulation: Simulation) {
    self.simulation = .passUnretained(simulation)
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    simulation?._withUnsafeGuaranteedRef { $0.park(job) }
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  func checkIsolated() {}
}

/// The actor that tasks hop to in order to suspend.
@usableFromInline
actor ParkingLot {
  private let executor = ParkingExecutor()
  /// How many suspensions there were; changing it keeps the hop from being optimised away.
  @exclusivity(unchecked) private var arrivals: UInt64 = 0

  @usableFromInline nonisolated let unownedExecutor: UnownedSerialExecutor

  init() {
    unownedExecutor = executor.asUnownedSerialExecutor()
  }

  /// Says whose tasks are parked; before anything is.
  nonisolated func attach(_ simulation: Simulation) {
    executor.attach(simulation)
  }

  /// Returns when the simulation runs the parked job.
  @inline(never) @usableFromInline
  func park() {
    arrivals &+= 1
  }
}
