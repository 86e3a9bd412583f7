import Interposition
public import Primitives

/// One run of virtual time: what is pending, what is ready, and the loop that goes through both.
///
/// Single-threaded by contract: the thread that calls `run` is the only one that touches a
/// simulation and everything that it hosts. Hot state lies in unmanaged memory, where the
/// language needs no checks for overlapping accesses. What other modules do for every message is
/// inlined there, which the language allows only for members of a type that may be inlined itself.
@usableFromInline
package final class Simulation: @unchecked Sendable {
  /// The draws of this run.
  @exclusivity(unchecked) package private(set) var streams: RandomStreams
  /// What happened, and its digest.
  @usableFromInline package let trace: Trace
  /// Bounds of the run.
  @exclusivity(unchecked) package var limits: Limits
  /// Which of several ready tasks goes next.
  package var policy: SchedulingPolicy {
    didSet {
      scheduler = Scheduler(policy, streams: streams)
      takesFirst = policy == .arrivalOrder
    }
  }
  /// The net beneath the run.
  package let escapes = Escapes()
  /// Ends the run before its next event.
  package var stopRequested: Bool {
    get { halts & 1 != 0 }
    set { halts = newValue ? halts | 1 : halts & ~1 }
  }
  /// Why the loop must look up between two events: bit 0 to stop, bit 1 for interruptions.
  @exclusivity(unchecked) var halts: UInt8 = 0
  /// How many tasks have been started and have not come to their end.
  @exclusivity(unchecked) package internal(set) var liveTaskCount = 0
  @exclusivity(unchecked) var interruptions: [() -> Void] = []
  /// Asked now and then whether a bound of the real machine is reached, such as time on the wall.
  ///
  /// A run that it ends is undetermined, so that what it reads cannot change a verdict.
  package var guardian: (() -> StopReason.Limit?)?

  /// What earlier runs left and later ones get.
  let memory: RunMemory
  @usableFromInline let hot: UnsafeMutablePointer<Hot>
  @exclusivity(unchecked) private var handlers: UnsafeMutablePointer<Unmanaged<EventHandler>>
  @exclusivity(unchecked) private var handlerCount = 0
  @exclusivity(unchecked) private var handlerCapacity = 16
  @usableFromInline let lot = ParkingLot()
  private let ground = Ground()
  /// Whether waiting tasks leave the thread by themselves rather than by a hop.
  @exclusivity(unchecked) private(set) var tasksLeave = false
  @exclusivity(unchecked) var scheduler: Scheduler
  /// Whether the job that became ready first always goes next.
  @exclusivity(unchecked) var takesFirst: Bool
  private let oneShots = OneShots()
  @exclusivity(unchecked) private var oneShotKind = EventKind(index: 0)
  @exclusivity(unchecked) private var limitReached: StopReason.Limit?
  @exclusivity(unchecked) private var lives: [String: Int] = [:]

  /// The kind of event that ends a wait at an instant.
  @usableFromInline static let timerKind: UInt64 = 0

  /// A run in which nothing has happened yet.
  ///
  /// - Parameter memory: what earlier runs left; nothing where there are none.
  package init(
    seed: Seed, limits: Limits = .generous, policy: SchedulingPolicy = .arrivalOrder,
    traceLevel: TraceLevel = .digest, memory: RunMemory? = nil
  ) {
    let memory = memory.flatMap { $0.take() ? $0 : nil } ?? .taken()
    self.memory = memory
    streams = RandomStreams(seed)
    self.limits = limits
    self.policy = policy
    trace = Trace(level: traceLevel)
    scheduler = Scheduler(policy, streams: streams)
    takesFirst = policy == .arrivalOrder
    hot = memory.takeHot()
    handlers = .allocate(capacity: handlerCapacity)
    lot.attach(self)
    escapes.attach(self, heartbeat: withUnsafePointer(to: &hot.pointee.events) { $0 })
    hot.pointee.digest.combine(seed.value)
    let timerKind = register(EventHandler())
    precondition(timerKind.index == 0, "timers are kind \(timerKind.index), expected 0")
    oneShotKind = register(oneShots)
  }

  deinit {
    for index in 0..<handlerCount { handlers[index].release() }
    handlers.deallocate()
    memory.giveBack(hot)
  }

  /// The instant that the run has reached.
  @inlinable @inline(__always)
  package var now: Instant { Instant(nanoseconds: Int64(truncatingIfNeeded: hot.pointee.now)) }

  /// The task whose code is running, if it is known.
  package internal(set) var currentTask: SimulationTask? {
    @inlinable get { hot.pointee.task?.takeUnretainedValue() }
    set { hot.pointee.task = newValue.map { .passUnretained($0) } }
  }

  /// How many events have happened.
  package var eventCount: Int { Int(truncatingIfNeeded: hot.pointee.events) }

  /// How many events are pending; timers of waits that have ended do not count.
  package var pendingCount: Int { hot.pointee.queue.count - hot.pointee.staleTimers }

  /// The fingerprint of everything that has happened so far.
  package var digest: Digest { hot.pointee.digest }

  /// Takes nothing into the digest any more; for a measurement of what it costs and nothing else.
  package func stopDigest() {
    hot.pointee.takesDigest = false
  }

  /// Draws from other streams from now on, as a run of another seed would.
  ///
  /// Who took a stream before goes on with it, unless told by the world.
  package func renewStreams(_ seed: Seed) {
    streams = RandomStreams(seed)
    scheduler.renew(streams)
  }

  // MARK: Scheduling events

  /// Makes a kind of event known and says who is told about it.
  package func register(_ handler: EventHandler) -> EventKind {
    precondition(handlerCount < 1 << 16, "\(handlerCount) kinds of event, at most 65536 fit")
    if handlerCount == handlerCapacity {
      let larger = UnsafeMutablePointer<Unmanaged<EventHandler>>.allocate(
        capacity: handlerCapacity * 2)
      larger.moveInitialize(from: handlers, count: handlerCount)
      handlers.deallocate()
      handlers = larger
      handlerCapacity *= 2
    }
    (handlers + handlerCount).initialize(to: .passRetained(handler))
    defer { handlerCount += 1 }
    return EventKind(index: UInt16(handlerCount))
  }

  /// Schedules an event.
  ///
  /// - Precondition: the instant is not before now; the argument fits in 48 bits.
  @inlinable @inline(__always)
  package func schedule(
    _ kind: EventKind, at instant: Instant, priority: EventPriority = .normal,
    argument: UInt64 = 0
  ) {
    precondition(
      instant.nanoseconds >= Int64(truncatingIfNeeded: hot.pointee.now),
      "an event at \(instant) lies before now, which is \(now)")
    push(
      UInt64(truncatingIfNeeded: instant.nanoseconds), priority,
      UInt64(kind.index) << 48 | argument)
  }

  /// Schedules a piece of code; for what happens rarely, such as a planned fault.
  package func schedule(
    at instant: Instant, priority: EventPriority = .normal, _ body: @escaping () -> Void
  ) {
    schedule(oneShotKind, at: instant, priority: priority, argument: oneShots.store(body))
  }

  @inlinable @inline(__always)
  func push(_ time: UInt64, _ priority: EventPriority, _ payload: UInt64) {
    let order = UInt64(priority.rawValue) << 56 | hot.pointee.arrivals
    hot.pointee.arrivals &+= 1
    hot.pointee.queue.push(Event(time: time, order: order, payload: payload))
  }

  // MARK: Running

  /// Runs until nothing is left to do, a bound is reached or somebody asks to stop.
  @discardableResult
  package func run() -> StopReason {
    if let escape = escapes.findings.first { return .escaped(escape) }
    var reason = StopReason.stopped
    enter {
      reason = runLoop()
      if reason == .quiescent || reason.isDeadlock, escapes.awaitForeignJobs() {
        reason = .stopped
      }
    }
    return escapes.findings.first.map { .escaped($0) } ?? reason
  }

  /// Does something that runs tasks.
  private func enter(_ body: () -> Void) {
    let outside = tasksLeave
    tasksLeave = Ground.isFirm && orrery_may_leave()
    ground.run {
      escapes.begin()
      body()
      escapes.end()
    }
    tasksLeave = outside
  }

  private func runLoop() -> StopReason {
    stopRequested = false
    limitReached = nil
    while true {
      if !hot.pointee.ready.isEmpty, let reason = drain() { return reason }
      if halts != 0 {
        if interruptions.isEmpty { return limitReached.map { .limit($0) } ?? .stopped }
        runInterruptions()
        continue
      }
      guard let event = hot.pointee.queue.pop() else { return reasonForSilence() }
      if event.payload >> 48 == Simulation.timerKind {
        guard fireTimer(event) else { continue }
      } else {
        if let limit = advance(to: event) { return .limit(limit) }
        handlers[event.kind]._withUnsafeGuaranteedRef { $0.fire(event.argument) }
      }
    }
  }

  /// Runs what is ready now, without letting time pass.
  package func runReady() {
    enter {
      repeat {
        _ = drain()
        runInterruptions()
      } while !hot.pointee.ready.isEmpty
    }
  }

  /// Forgets every pending event, so that what they refer to is given back; for the end of a run.
  package func forgetPending() {
    hot.pointee.queue.removeAll()
    hot.pointee.staleTimers = 0
    oneShots.removeAll()
    interruptions = []
    halts = 0
    trace.watcher = nil
  }

  /// A home for the tasks of one life of a place; another life may have it after that.
  ///
  /// - Parameter incarnation: how many lives of the place there were before.
  package func makeHome(for place: String, incarnation: Int) -> TaskHome {
    memory.takeHome(self, place: place, incarnation: incarnation)
  }

  /// How often a place came to life before; counts one more.
  func countLife(of place: String) -> Int {
    let count = lives[place, default: 0]
    lives[place] = count + 1
    return count
  }

  /// Makes a job ready that the runtime meant for another executor.
  func takeBack(_ job: UnownedJob) {
    guard let lane = hot.pointee.lane else {
      preconditionFailure("a job arrived while no process runs; start tasks through a process")
    }
    let isSameTask = unsafeBitCast(job, to: UInt.self) == hot.pointee.job
    let task = isSameTask ? hot.pointee.task : nil
    if let task { noteYield(task) }
    let ready = ReadyJob(job: job, lane: lane, task: task)
    lane._withUnsafeGuaranteedRef { $0.admit(ready) }
  }

  /// Runs what happens up to an instant and sets the clock there.
  ///
  /// - Returns: why the run ended before the instant, or nothing when it got there.
  package func run(until instant: Instant) -> StopReason? {
    var hasArrived = false
    schedule(at: instant, priority: .late) { [unowned self] in
      hasArrived = true
      stopRequested = true
    }
    let reason = run()
    return hasArrived ? nil : reason
  }

  /// Moves the clock and counts the event, or names the bound that stands in the way.
  @inline(__always)
  private func advance(to event: Event) -> StopReason.Limit? {
    let state = hot
    if event.time > UInt64(bitPattern: limits.time.nanoseconds) { return .time }
    if state.pointee.events >= UInt64(limits.events) { return .events }
    if state.pointee.queue.count > limits.pending { return .pending }
    state.pointee.now = event.time
    state.pointee.events &+= 1
    if state.pointee.takesDigest {
      state.pointee.digest.combine(event.time ^ (event.payload & 0xffff_0000_0000_0000))
    }
    if state.pointee.events & 1023 == 0 {
      trace.addCheckpoint(event: eventCount, digest: state.pointee.digest)
      escapes.takeForeignJobs()
      if let guardian {
        // The bounds are those of the real machine; the run itself learns nothing of it.
        let watch = orrery_watch_lift()
        defer { orrery_watch_put_back(watch) }
        return guardian()
      }
    }
    return nil
  }

  /// Ends a wait by time; says whether the wait was still on.
  private func fireTimer(_ event: Event) -> Bool {
    let suspension = Suspension(word: event.argument)
    let slot = hot.pointee.slots + Int(suspension.index)
    guard slot.pointee.generation == suspension.generation, slot.pointee.state != .woken else {
      hot.pointee.staleTimers &-= 1
      return false
    }
    if let limit = advance(to: event) {
      limitReached = limit
      stopRequested = true
      return true
    }
    slot.pointee.hasTimer = false
    wake(suspension, slot.pointee.reason == .sleep ? .resumed : .timeout)
    return true
  }

  /// Runs ready jobs until none is left; gives a reason only when that must end the run.
  private func drain() -> StopReason? {
    var resumptions = 0
    while !hot.pointee.ready.isEmpty {
      if halts > 1 {
        runInterruptions()
        continue
      }
      let job = nextJob()
      hot.pointee.task = job.task
      hot.pointee.lane = job.lane
      hot.pointee.job = unsafeBitCast(job.job, to: UInt.self)
      job.lane._withUnsafeGuaranteedRef { lane in
        job.job.runSynchronously(on: lane.asUnownedSerialExecutor())
      }
      // The task may have ended with its job; nobody must find it in the next interruption.
      hot.pointee.task = nil
      resumptions &+= 1
      if resumptions > limits.resumptionsPerInstant { return .limit(.resumptionsPerInstant) }
    }
    return nil
  }

  @inline(__always)
  private func nextJob() -> ReadyJob {
    if takesFirst || hot.pointee.ready.count == 1 { return hot.pointee.ready.removeFirst() }
    return chooseJob()
  }

  private func reasonForSilence() -> StopReason {
    var waiters: [StopReason.Waiter] = []
    for index in 0..<hot.pointee.slotCount {
      let slot = hot.pointee.slots[index]
      guard slot.state == .parked, slot.reason != .work else { continue }
      let task = slot.task?.takeUnretainedValue()
      guard task?.isDaemon != true else { continue }
      waiters.append(
        StopReason.Waiter(
          place: slot.lane?.takeUnretainedValue().place ?? "?", task: task?.label ?? "a task",
          reason: slot.reason.text))
    }
    waiters += outsiders.map {
      StopReason.Waiter(
        place: $0.place, task: $0.label, reason: "something outside the simulation")
    }
    return waiters.isEmpty ? .quiescent : .deadlock(waiters)
  }
}

// MARK: Waiting

extension Simulation {
  /// Opens a wait, to be handed to whatever will end it.
  @inlinable
  package func openSuspension(_ reason: WaitReason) -> Suspension {
    let state = hot
    let index: Int
    if state.pointee.firstFreeSlot != .max {
      index = Int(state.pointee.firstFreeSlot)
      state.pointee.firstFreeSlot = state.pointee.slots[index].nextFree
    } else {
      if state.pointee.slotCount == state.pointee.slotCapacity { growSlots() }
      index = state.pointee.slotCount
      state.pointee.slotCount &+= 1
      (state.pointee.slots + index).initialize(to: SuspensionSlot())
    }
    let slot = state.pointee.slots + index
    slot.pointee.state = .open
    slot.pointee.wake = .resumed
    slot.pointee.reason = reason
    return Suspension(
      index: UInt32(truncatingIfNeeded: index), generation: slot.pointee.generation)
  }

  /// Waits until something ends the wait; called by the task that waits, once.
  ///
  /// Asynchronous functions are not inlined, and each costs a frame of its own: code that waits
  /// for every message says these lines itself.
  @inlinable
  package func wait(for suspension: Suspension) async -> Wake {
    switch prepare(suspension) {
    case .isOver: break
    case .leave: await leaveThread()
    case .hop: await hop()
    }
    return close(suspension)
  }

  /// Waits where jobs are kept; only for a wait that has been prepared for that.
  @usableFromInline
  package func hop() async {
    await lot.park()
  }

  /// What is left to do for a task to wait.
  @usableFromInline
  package enum Parking {
    /// Nothing, the wait was over before it began.
    case isOver
    /// To leave the thread; its job is kept already.
    case leave
    /// To hop to where jobs are kept.
    case hop
  }

  /// Gets a wait ready.
  @usableFromInline
  package func prepare(_ suspension: Suspension) -> Parking {
    let slot = hot.pointee.slots + Int(suspension.index)
    precondition(
      slot.pointee.generation == suspension.generation && slot.pointee.state != .free,
      "a wait of generation \(suspension.generation), the slot is at \(slot.pointee.generation)")
    guard slot.pointee.state == .open else { return .isOver }
    if let task = hot.pointee.task, task._withUnsafeGuaranteedRef({ $0.isCancelled }) {
      slot.pointee.wake = .cancelled
      return .isOver
    }
    hot.pointee.parking = suspension
    guard tasksLeave, orrery_may_leave(), let task = orrery_current_task() else { return .hop }
    park(unsafeBitCast(task, to: UnownedJob.self))
    return .leave
  }

  /// Waits without end, whatever happens to the task; for tasks that would never leave.
  package func waitForEver() async {
    hot.pointee.task = nil
    let suspension = openSuspension(.work)
    hot.pointee.parking = suspension
    await lot.park()
  }

  /// Waits until an instant.
  @inlinable
  package func sleep(until instant: Instant) async -> Wake {
    let suspension = openSuspension(.sleep)
    scheduleTimer(suspension, at: instant)
    switch prepare(suspension) {
    case .isOver: break
    case .leave: await leaveThread()
    case .hop: await hop()
    }
    return close(suspension)
  }

  /// Tells every task of a process that waits for something that the process has ended.
  package func endWaits(on lane: SimulationExecutor) {
    var index = 0
    // Tasks that the process knows of have been woken before; mostly nobody else waits.
    while lane.parkedCount > 0, index < hot.pointee.slotCount {
      defer { index += 1 }
      let slot = hot.pointee.slots[index]
      guard slot.state == .parked,
        slot.lane?.toOpaque() == Unmanaged.passUnretained(lane).toOpaque()
      else { continue }
      wake(
        Suspension(index: UInt32(truncatingIfNeeded: index), generation: slot.generation),
        .processEnded)
    }
  }

  /// How many waits are open, begun or not.
  package var openWaitCount: Int {
    (0..<hot.pointee.slotCount).reduce(0) { $0 + (hot.pointee.slots[$1].state == .free ? 0 : 1) }
  }

  /// Whether somebody still waits.
  @inlinable
  package func isWaiting(_ suspension: Suspension) -> Bool {
    let slot = hot.pointee.slots + Int(suspension.index)
    return slot.pointee.generation == suspension.generation && slot.pointee.state == .parked
  }

  /// The task that waits, where it is known.
  @inlinable
  package func waitingTask(in suspension: Suspension) -> SimulationTask? {
    guard isWaiting(suspension) else { return nil }
    return hot.pointee.slots[Int(suspension.index)].task?.takeUnretainedValue()
  }

  /// Ends a wait; does nothing when it has ended already.
  package func wake(_ suspension: Suspension, _ wake: Wake) {
    let slot = hot.pointee.slots + Int(suspension.index)
    guard slot.pointee.generation == suspension.generation else { return }
    switch slot.pointee.state {
    case .open:
      slot.pointee.wake = wake
      slot.pointee.state = .woken
    case .parked:
      slot.pointee.wake = wake
      slot.pointee.state = .woken
      guard let job = slot.pointee.job, let lane = slot.pointee.lane else {
        preconditionFailure("a parked wait must hold a job and a lane")
      }
      slot.pointee.job = nil
      lane._withUnsafeGuaranteedRef { $0.parkedCount &-= 1 }
      let ready = ReadyJob(job: job, lane: lane, task: slot.pointee.task)
      lane._withUnsafeGuaranteedRef { $0.admit(ready) }
    case .free, .woken:
      break
    }
  }

  /// Ends a wait by time unless something else ends it first.
  @inlinable
  package func scheduleTimer(_ suspension: Suspension, at instant: Instant) {
    hot.pointee.queue.push(timer(suspension, at: instant))
  }

  /// Ends a wait by time unless something else ends it first, as it mostly does.
  ///
  /// Made for time limits that are the same for most waits; what happens is the same for all.
  @inlinable
  package func scheduleLimit(_ suspension: Suspension, at instant: Instant) {
    hot.pointee.queue.pushInRow(timer(suspension, at: instant))
  }

  @inlinable @inline(__always)
  func timer(_ suspension: Suspension, at instant: Instant) -> Event {
    let time = max(UInt64(bitPattern: max(instant.nanoseconds, 0)), hot.pointee.now)
    hot.pointee.slots[Int(suspension.index)].hasTimer = true
    let order = UInt64(EventPriority.normal.rawValue) << 56 | hot.pointee.arrivals
    hot.pointee.arrivals &+= 1
    return Event(time: time, order: order, payload: Simulation.timerKind << 48 | suspension.word)
  }

  /// Counts the timer of a wait that something else ended, and clears such timers away when they
  /// are the greater part of the queue.
  @usableFromInline
  func countStaleTimer() {
    hot.pointee.staleTimers &+= 1
    guard hot.pointee.staleTimers > 4096,
      hot.pointee.staleTimers > hot.pointee.queue.count / 2
    else { return }
    let slots = hot.pointee.slots
    hot.pointee.queue.removeAll { event in
      guard event.payload >> 48 == Simulation.timerKind else { return false }
      let suspension = Suspension(word: event.argument)
      return slots[Int(suspension.index)].generation != suspension.generation
    }
    hot.pointee.staleTimers = 0
  }

  /// Keeps the job of the task that has just hopped away.
  func park(_ job: UnownedJob) {
    let slot = hot.pointee.slots + Int(hot.pointee.parking.index)
    slot.pointee.job = job
    slot.pointee.state = .parked
    slot.pointee.lane = hot.pointee.lane
    hot.pointee.lane?._withUnsafeGuaranteedRef { $0.parkedCount &+= 1 }
    slot.pointee.task = hot.pointee.task
    hot.pointee.task?._withUnsafeGuaranteedRef { $0.suspension = hot.pointee.parking }
  }

  /// Ends a wait and says how it ended; called once, when whoever waited goes on.
  @inlinable @inline(__always)
  package func close(_ suspension: Suspension) -> Wake {
    let slot = hot.pointee.slots + Int(suspension.index)
    let wake = slot.pointee.wake
    let hadTimer = slot.pointee.hasTimer
    slot.pointee.hasTimer = false
    slot.pointee.state = .free
    slot.pointee.generation = (slot.pointee.generation &+ 1) & 0xff_ffff
    slot.pointee.task = nil
    slot.pointee.nextFree = hot.pointee.firstFreeSlot
    hot.pointee.firstFreeSlot = suspension.index
    hot.pointee.task?._withUnsafeGuaranteedRef { $0.suspension = nil }
    if hadTimer { countStaleTimer() }
    return wake
  }

  @inline(never) @usableFromInline
  func growSlots() {
    let capacity = hot.pointee.slotCapacity
    precondition(capacity < 1 << 24, "\(capacity) waits are open, at most 2^24 fit")
    let larger = UnsafeMutablePointer<SuspensionSlot>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: hot.pointee.slots, count: hot.pointee.slotCount)
    hot.pointee.slots.deallocate()
    hot.pointee.slots = larger
    hot.pointee.slotCapacity = capacity * 2
  }
}
