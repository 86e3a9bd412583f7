import Interposition
import Primitives
@_spi(ExperimentalScheduling) package import _Concurrency

// Everything that reaches under the language to see what leaves a run is in this file and in the
// C target beneath it: hooks of the concurrency runtime, its scheduling executors, and functions
// that stand before the C library's. Our own code relies on none of it except that jobs which the
// runtime means for its global pool come back; the rest is a net.

/// The net beneath a run: sees what its code asks of the real world, and names it.
///
/// Armed while the run's thread is inside it, and only for that thread.
package final class Escapes {
  /// What becomes of a call to the outside.
  package enum Mode: Hashable, Sendable {
    /// It ends the run with a finding.
    case detect
    /// Time, chance, sleeps and the main actor are answered from the run, for code that was
    /// written without it; whatever else there is ends the run.
    case virtualise
  }

  /// A use of the outside that was declared harmless, with how often it happened.
  package struct Allowance: Hashable, Sendable {
    /// Why it does no harm.
    package let reason: String
    /// Where it happened.
    package let place: String
    /// How often.
    package fileprivate(set) var count: Int
  }

  /// What becomes of a call to the outside.
  @exclusivity(unchecked) package var mode = Mode.detect {
    didSet { watch.pointee.is_virtual = mode == .virtualise }
  }
  /// What was found, the first of each kind, function, place and task; at most a hundred.
  @exclusivity(unchecked) package private(set) var findings: [Escape] = []
  /// Where each finding was called from; empty unless that is kept.
  package private(set) var stacks: [CallStack] = []
  /// Whether it is kept where findings were called from.
  package var keepsStacks = false
  /// What was declared harmless.
  package private(set) var allowances: [Allowance] = []
  /// How many jobs were brought back that the runtime meant for its global pool.
  @exclusivity(unchecked) package private(set) var divertedJobs = 0
  /// Whether neither anything was found nor anything brought back, nor code hosted that was written
  /// without the run.
  var hasSeenNothing: Bool { divertedJobs == 0 && mode == .detect && findings.isEmpty }
  /// How many real milliseconds a silent run gives other threads to bring what its tasks wait for.
  ///
  /// Only where a task waits for something outside of the run, so that what wakes it can be named.
  package var patience: UInt32 = 100
  /// How long, in real time, a run may go on without an event; counted in tenths of a second.
  package var stallLimit = Duration.seconds(30) {
    didSet {
      watch.pointee.looks = UInt32(clamping: max(1, stallLimit.nanoseconds / 100_000_000))
    }
  }
  /// Told, on another thread, that the run stands still; by default the process ends.
  package var onStall: (@Sendable (Escape) -> Void)?

  let gate = ForeignGate()
  private let watch = UnsafeMutablePointer<orrery_watch>.allocate(capacity: 1)
  private unowned(unsafe) var simulation: Simulation?
  private var mainLane: MainLane?

  init() {
    watch.initialize(to: orrery_watch())
    watch.pointee.looks = 300
  }

  deinit {
    gate.close()
    watch.deallocate()
  }

  /// Lets a body use the outside; the only way to do so within a run, and it is kept on record.
  package static func allowing<Result, Failure: Error>(
    _ reason: String, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if let context = orrery_watch_context() {
      simulation(context).escapes.record(allowance: reason)
    }
    let watch = orrery_watch_lift()
    defer { orrery_watch_put_back(watch) }
    return try body()
  }
}

// MARK: Arming

extension Escapes {
  func attach(_ simulation: Simulation, heartbeat: UnsafePointer<UInt64>) {
    self.simulation = simulation
    let mainLane = MainLane(simulation)
    self.mainLane = mainLane
    let reference = unsafeBitCast(
      mainLane.asUnownedSerialExecutor(), to: (UnsafeMutableRawPointer, UnsafeRawPointer).self)
    watch.pointee.context = Unmanaged.passUnretained(simulation).toOpaque()
    watch.pointee.main_identity = reference.0
    watch.pointee.main_witness = reference.1
    watch.pointee.heartbeat = heartbeat
    watch.pointee.take_job = { context, job in
      guard let context, let job else { return }
      Escapes.simulation(context).escapes.takeBack(unsafeBitCast(job, to: UnownedJob.self))
    }
    watch.pointee.delay_job = { context, job, nanoseconds in
      guard let context, let job else { return }
      let simulation = Escapes.simulation(context)
      guard let lane = simulation.currentLane else { return }
      simulation.escapes.sleep(
        unsafeBitCast(job, to: UnownedJob.self), on: lane, for: .nanoseconds(nanoseconds))
    }
    watch.pointee.reached = { context, reach, function in
      guard let context, let function else { return }
      Escapes.simulation(context).escapes.record(
        Escape.Kind(reach: reach), String(cString: function))
    }
    watch.pointee.read_clock = { context, isWall in
      context.map { Escapes.simulation($0).escapes.read(isWall: isWall) } ?? 0
    }
    watch.pointee.draw = { context in
      context.map { Escapes.simulation($0).escapes.draw() } ?? 0
    }
    watch.pointee.stalled = { context in
      if let context { Escapes.simulation(context).escapes.stall() }
    }
  }

  func begin() {
    gate.isRunning = true
    orrery_watch_begin(watch)
  }

  func end() {
    orrery_watch_end()
    takeForeignJobs()
    gate.isRunning = false
  }

  fileprivate static func simulation(_ context: UnsafeMutableRawPointer) -> Simulation {
    Unmanaged<Simulation>.fromOpaque(context).takeUnretainedValue()
  }
}

// MARK: Findings

extension Escapes {
  func record(_ kind: Escape.Kind, _ function: String, place: String? = nil, task: String? = nil) {
    guard let simulation else { return }
    let finding = Escape(
      kind, function, place: place ?? simulation.currentPlace,
      task: task ?? simulation.currentTask?.label ?? "an unnamed task",
      instant: simulation.now)
    simulation.stopRequested = true
    let isKnown = findings.contains {
      $0.kind == kind && $0.function == function && $0.place == finding.place
        && $0.task == finding.task
    }
    guard !isKnown, findings.count < 100 else { return }
    findings.append(finding)
    if keepsStacks { stacks.append(.here) }
  }

  private func record(allowance reason: String) {
    let place = simulation?.currentPlace ?? "?"
    let index = allowances.firstIndex { $0.reason == reason && $0.place == place }
    if let index {
      allowances[index].count += 1
    } else {
      allowances.append(Allowance(reason: reason, place: place, count: 1))
    }
  }

  /// Makes a job ready that the runtime meant for its global pool.
  ///
  /// Code that inherits the isolation of its process never leaves the process's executor. Some
  /// code does not inherit it: closures with a capture list, default actors, children of
  /// `async let` and of task groups, a plain `Task`. Their jobs would run on other threads, in an
  /// order that no seed decides; they join the ready queue as jobs of the process that is running.
  private func takeBack(_ job: UnownedJob) {
    divertedJobs &+= 1
    simulation?.takeBack(job)
  }

  /// Takes in what other threads have brought; says whether there was anything.
  @discardableResult
  func takeForeignJobs() -> Bool {
    let arrivals = gate.takeArrivals()
    for arrival in arrivals {
      let place = arrival.executor.place
      record(
        .foreignJob, "a job from another thread", place: place,
        task: simulation?.outsiders.first { $0.place == place }?.label ?? "a task")
      arrival.executor.admit(
        ReadyJob(job: arrival.job, lane: .passUnretained(arrival.executor), task: nil))
    }
    return !arrivals.isEmpty
  }

  /// Gives other threads a moment to bring what a task of the run waits for.
  func awaitForeignJobs() -> Bool {
    guard simulation?.outsiders.isEmpty == false else { return false }
    gate.wait(milliseconds: patience)
    return takeForeignJobs()
  }

  private func stall() {
    guard let simulation else { return }
    let known = findings.last
    let finding = Escape(
      .stall, known?.function ?? "no await for a long time",
      place: simulation.currentPlace, task: simulation.currentTask?.label ?? "an unnamed task",
      instant: simulation.now)
    if let onStall { return onStall(finding) }
    var message = "error: \(finding)\n"
    message.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else { return }
        orrery_end_process(start, UInt64(characters.count), 134)
      }
    }
  }
}

// MARK: Answers

extension Escapes {
  /// The beginning of 2026-01-01 10:00 in UTC, for places without a clock of their own.
  private static let epoch: Int64 = 1_767_261_600_000_000_000

  private func read(isWall: Bool) -> Int64 {
    guard let simulation else { return 0 }
    guard isWall else { return simulation.now.nanoseconds }
    return simulation.currentLane?.wallTime?() ?? Escapes.epoch + simulation.now.nanoseconds
  }

  private func draw() -> UInt64 {
    guard let simulation, let lane = simulation.currentLane else { return 0 }
    let word = lane.drawSystemWord()
    simulation.withDigest { $0.combine(word) }
    return word
  }

  /// Lets a job go on after a span of virtual time, unless its process has ended by then.
  fileprivate func sleep(_ job: UnownedJob, on lane: SimulationExecutor, for duration: Duration?) {
    guard let simulation else { return }
    if mode == .detect {
      // A sleep asks the clock when to end; the sleep is what the code wrote.
      if let last = findings.last, last.kind == .clock, last.instant == simulation.now,
        last.place == simulation.currentPlace
      {
        findings.removeLast()
        if keepsStacks { stacks.removeLast() }
      }
      record(.sleep, "Task.sleep")
    }
    if duration == nil { record(.sleep, "sleep of a clock that does not count in durations") }
    let task = simulation.currentTask
    simulation.schedule(at: simulation.now + max(duration ?? .zero, .zero)) {
      guard !lane.hasEnded else { return }
      lane.admit(
        ReadyJob(
          job: job, lane: .passUnretained(lane), task: task.map { .passUnretained($0) }))
    }
  }
}

extension Escape.Kind {
  fileprivate init(reach: Int32) {
    switch orrery_reach(UInt32(reach)) {
    case ORRERY_READS_CLOCK: self = .clock
    case ORRERY_DRAWS_ENTROPY: self = .entropy
    case ORRERY_SLEEPS: self = .sleep
    case ORRERY_BLOCKS: self = .block
    case ORRERY_READS_ENVIRONMENT: self = .environment
    default: self = .thread
    }
  }
}

// MARK: Executors of the runtime

/// The runtime hands over every `Task.sleep` of a job that runs here.
extension SimulationExecutor: SchedulingExecutor {
  package func enqueue<C: Clock>(
    _ job: consuming ExecutorJob, after delay: C.Duration, tolerance: C.Duration?, clock: C
  ) {
    simulation.escapes.sleep(UnownedJob(job), on: self, for: delay as? Duration)
  }

  package func enqueue<C: Clock>(
    _ job: consuming ExecutorJob, at instant: C.Instant, tolerance: C.Duration?, clock: C
  ) {
    let delay = clock.now.duration(to: instant)
    simulation.escapes.sleep(UnownedJob(job), on: self, for: delay as? Duration)
  }
}

/// What the runtime takes for the main actor's executor while a run is watched.
///
/// The main thread is not part of a run, so a hop there would never come back.
private final class MainLane: SerialExecutor, @unchecked Sendable {
  unowned(unsafe) let simulation: Simulation

  init(_ simulation: Simulation) {
    self.simulation = simulation
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let escapes = simulation.escapes
    if escapes.mode == .detect { escapes.record(.mainActor, "@MainActor") }
    simulation.takeBack(UnownedJob(job))
  }

  func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  func checkIsolated() {}
}

/// Where other threads leave jobs for a run.
///
/// Outlives the run, because a thread may come late.
final class ForeignGate: @unchecked Sendable {
  private let gate = orrery_gate_make()
  private var arrivals: [Arrival] = []
  private var isClosed = false
  private var isInside = false

  /// A job and where it wants to go.
  struct Arrival {
    let job: UnownedJob
    let executor: SimulationExecutor
  }

  deinit {
    orrery_gate_free(gate)
  }

  /// Whether a thread is inside the run, so that jobs brought by others are foreign.
  var isRunning: Bool {
    get { locked { isInside } }
    set { locked { isInside = newValue } }
  }

  /// Leaves a job if the run is under way; says whether the job may be made ready by the caller,
  /// who is then the one thread that works with the run.
  func admits(_ job: UnownedJob, to executor: SimulationExecutor) -> Bool {
    locked {
      guard !isClosed else { return false }
      guard isInside else { return true }
      arrivals.append(Arrival(job: job, executor: executor))
      orrery_gate_ring(gate)
      return false
    }
  }

  func takeArrivals() -> [Arrival] {
    locked {
      defer { arrivals = [] }
      return arrivals
    }
  }

  func wait(milliseconds: UInt32) {
    locked {
      if arrivals.isEmpty { orrery_gate_wait(gate, milliseconds) }
    }
  }

  func close() {
    locked { isClosed = true }
  }

  private func locked<Result>(_ body: () -> Result) -> Result {
    orrery_gate_lock(gate)
    defer { orrery_gate_unlock(gate) }
    return body()
  }
}
