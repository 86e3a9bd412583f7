import Interposition
import Primitives

/// Runs the tasks of one process as events of a simulation, on the simulation's own thread.
///
/// Each process has an executor of its own, so that every job is known by its process; all of them
/// put their jobs into the simulation's one ready queue.
package final class SimulationExecutor: SerialExecutor, @unchecked Sendable {
  /// The simulation that runs the jobs; it outlives the process.
  @exclusivity(unchecked) unowned(unsafe) private(set) var simulation: Simulation
  /// The place that the process runs at, for traces and messages.
  @exclusivity(unchecked) package private(set) var place: String

  /// How many lives of the place there were before.
  @exclusivity(unchecked) package private(set) var incarnation: Int
  /// Whether the process has ended; what sleeps in it does not wake again.
  @exclusivity(unchecked) package var hasEnded = false
  /// The time of day at the place in nanoseconds since 1970, for foreign code that asks for it.
  @exclusivity(unchecked) package var wallTime: (() -> Int64)?

  @exclusivity(unchecked) private var gate: ForeignGate
  @exclusivity(unchecked) private var address: UnsafeMutableRawPointer
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

  /// How many tasks of the process have been started and have not come to their end.
  @exclusivity(unchecked) var liveCount = 0
  /// The home that the executor is of, where another process may have it later.
  @exclusivity(unchecked) var keeper: Unmanaged<TaskHome>?
  /// What the runtime is to make a task for.
  @exclusivity(unchecked) var newcomer: TaskSeat?
  /// Tasks of the runtime's that wait for work.
  @exclusivity(unchecked) private var seats: [TaskSeat] = []
  /// Whether a job came whose task nobody knows, so that something may be left of the process.
  @exclusivity(unchecked) private var hasStrangers = false
  /// What the words of all its tasks begin with, once somebody asked for it.
  @exclusivity(unchecked) private var life: Digest?

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    guard orrery_watch_context() == address || gate.admits(job, to: self) else { return }
    let state = simulation.hot
    var task = state.pointee.launching
    if unsafeBitCast(job, to: UInt.self) == state.pointee.job, task == nil {
      task = state.pointee.task
      if let task { simulation.noteYield(task) }
    }
    if task == nil { hasStrangers = true }
    admit(ReadyJob(job: job, lane: .passUnretained(self), task: task))
  }

  /// The process as one word, for jobs whose task nobody knows.
  var word: UInt64 { word(of: "", 0) }

  /// A task of the process as one word.
  func word(of label: String, _ occurrence: Int) -> UInt64 {
    let life = life ?? TaskPath.digest(of: place, incarnation)
    self.life = life
    return TaskPath.word(of: label, occurrence, in: life)
  }

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

// MARK: One process after another

extension SimulationExecutor {
  /// How many tasks of the runtime's wait for work at most.
  private static let mostSeats = 64

  /// Takes up another process, after one of which nothing is left.
  func begin(_ simulation: Simulation, place: String, incarnation: Int) {
    self.simulation = simulation
    self.place = place
    self.incarnation = incarnation
    gate = simulation.escapes.gate
    address = Unmanaged.passUnretained(simulation).toOpaque()
    hasEnded = false
    systemChance = nil
    labels.removeAll()
    life = nil
  }

  /// Draws what foreign code takes for entropy from the streams that the run draws from now.
  package func renewChance() {
    systemChance = nil
  }

  /// Says that the process has ended; when its last task has too, another one may have its home.
  package func end() {
    hasEnded = true
    giveBackIfDone()
  }

  /// Counts a task that has come to its end.
  @inline(__always)
  func noteEnd() {
    liveCount -= 1
    if liveCount == 0, hasEnded { giveBackIfDone() }
  }

  private func giveBackIfDone() {
    guard liveCount == 0, isReusable, simulation.memory.hasRoom, let keeper else { return }
    // It must not keep anything of the run alive meanwhile.
    wallTime = nil
    simulation.memory.giveBack(keeper.takeUnretainedValue())
  }

  /// Whether nothing is left of the process that another one in its place would meet.
  private var isReusable: Bool {
    hasOwnTasksOnly && !isHeld && !isTurnDue && waiting.isEmpty && parkedCount == 0
  }

  /// Whether nothing but tasks that are known has run here.
  private var hasOwnTasksOnly: Bool {
    keeper != nil && !hasStrangers && simulation.escapes.hasSeenNothing
  }

  /// A task of the runtime's that waits for work, unless the running one has values bound that a
  /// new one would inherit.
  func takeSeat() -> TaskSeat? {
    guard !seats.isEmpty, !orrery_has_bound_values() else { return nil }
    return seats.removeLast()
  }

  /// Has a task of the runtime's go on with what it was given.
  func resume(_ seat: TaskSeat, for task: SimulationTask) {
    guard let job = seat.job,
      orrery_watch_context() == address || gate.admits(job, to: self)
    else { return }
    admit(ReadyJob(job: job, lane: .passUnretained(self), task: .passUnretained(task)))
  }

  /// Keeps the running task of the runtime's for more work; false where it had better end.
  func rest(_ seat: TaskSeat) -> Bool {
    guard seats.count < SimulationExecutor.mostSeats, hasOwnTasksOnly, simulation.tasksLeave,
      !hasEnded || simulation.memory.hasRoom, !Task.isCancelled, !orrery_has_bound_values(),
      orrery_may_leave(), let task = orrery_current_task()
    else { return false }
    seat.wait(at: unsafeBitCast(task, to: UnownedJob.self))
    seats.append(seat)
    return true
  }

  /// How many tasks of the runtime's wait for work.
  var seatCount: Int { seats.count }

  /// Takes out all tasks of the runtime's that wait for work, to end them.
  func takeSeats() -> [(TaskSeat, SimulationExecutor)] {
    defer { seats = [] }
    return seats.map { ($0, self) }
  }
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
