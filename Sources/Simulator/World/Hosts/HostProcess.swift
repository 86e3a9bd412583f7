import Engine
import Primitives
package import ServiceRuntime

/// One life of a service on a host, from its start to its stop or crash.
///
/// A crash *fences* a process: from that instant nothing that it does has an effect. Its frames
/// are woken with the news, unwind and give back their memory; Swift offers no way to kill a task.
package final class HostProcess {
  /// The host that it runs on.
  package unowned(unsafe) let host: Host
  /// How many lives of the service there were on this host before.
  package let incarnation: Int
  /// Whether it has ended, so that nothing it does counts.
  @exclusivity(unchecked) package private(set) var isFenced = false
  /// Whether it was asked to end in peace.
  @exclusivity(unchecked) var isStopping = false
  /// Whether it takes requests.
  @exclusivity(unchecked) package private(set) var isAccepting = false

  let home: TaskHome
  private let simulation: Simulation
  private let network: Network
  @exclusivity(unchecked) private var service: (any Service)?
  @exclusivity(unchecked) private var context: ServiceContext?
  @exclusivity(unchecked) private var handlers: HandlerTable?
  /// The same handlers and the home's executor, to be looked at without counting references.
  @exclusivity(unchecked) private var table: Unmanaged<HandlerTable>?
  private let lane: Unmanaged<SimulationExecutor>
  /// The store that this life uses.
  package let store: SimulatedStore
  @exclusivity(unchecked) private var tasks: [SimulationTask] = []
  /// Tells the process of tasks that are done; made once for all of them.
  @exclusivity(unchecked) private var forgetting: ((SimulationTask) -> Void)?
  /// The worker that became idle last; all of them are kept by `workers`.
  @exclusivity(unchecked) private var firstIdle: Unmanaged<Worker>?
  @exclusivity(unchecked) private var workers: [Worker] = []
  @exclusivity(unchecked) private var backlog: Backlog
  @exclusivity(unchecked) private var ignored: [(call: Call, caller: Int32)] = []
  @exclusivity(unchecked) private var refusals = 0
  @exclusivity(unchecked) private var pendingStop: Suspension?
  private let begin: Instant

  init(_ host: Host, incarnation: Int) {
    self.host = host
    self.incarnation = incarnation
    simulation = host.cluster.simulation
    network = host.cluster.network
    begin = simulation.now
    home = simulation.makeHome(for: host.name, incarnation: incarnation)
    lane = .passUnretained(home.executor)
    let clock = host.clock
    home.executor.wallTime = { clock.wallTime.nanosecondsSinceEpoch }
    home.executor.isPaused = host.isPaused
    home.executor.cost = host.resumptionCost
    store = SimulatedStore(
      disk: host.disk, settings: host.settings.store, recovers: !host.sharesStore)
    backlog = Backlog(host.settings, stream: HostProcess.processing(host, incarnation))
  }

  private static func processing(_ host: Host, _ incarnation: Int) -> RandomStream {
    host.cluster.simulation.streams.stream(
      .process, at: host.key, purpose: "processing", occurrence: UInt64(incarnation))
  }

  /// Draws from the streams that the run draws from now.
  func renewChance() {
    backlog.renew(HostProcess.processing(host, incarnation))
    (context?.random as? ProcessRandom)?.renew(self)
    home.executor.renewChance()
  }

  // MARK: Life

  /// Starts the service; `ended` is told when that fails.
  func start() {
    let context = ServiceContext(
      service: host.service, host: host.name, incarnation: incarnation,
      capabilities: ServiceContext.Capabilities(
        clock: ProcessClock(self), random: ProcessRandom(self), store: store,
        transport: SimulatedTransport(self), tasks: ProcessTasks(self),
        failpoints: ProcessFailpoints(self), telemetry: TraceTelemetry(self)))
    self.context = context
    let host = host
    store.followingDisk = { [unowned host] in host.replica?.disk }
    handlers = context.handlers
    table = .passUnretained(context.handlers)
    forgetting = { self.forget($0) }
    launch("start") {
      do {
        if self.host.settings.startup > .zero {
          try await context.clock.sleep(for: self.host.settings.startup)
        }
        let service = try self.host.make(context)
        self.service = service
        try await service.start()
        self.finishStart()
      } catch {
        guard !self.isFenced else { return }
        self.host.cluster.startFailed(self.host, error)
      }
    }
  }

  private func finishStart() {
    guard !isFenced else { return }
    isAccepting = true
    simulation.record(.processStarted, at: host.index, value: UInt64(incarnation), text: "is up")
  }

  /// Takes no more requests, waits for those under way, then lets the service stop.
  func stop() async {
    guard isAccepting, !isFenced else { return }
    isAccepting = false
    simulation.record(.processDraining, at: host.index, text: "drains")
    await service?.drain()
    if !isFenced, workers.contains(where: \.isBusy) {
      let suspension = simulation.openSuspension(.signal)
      pendingStop = suspension
      _ = await simulation.wait(for: suspension)
    }
    guard !isFenced else { return }
    await service?.stop()
  }

  /// The code that answers a kind of request here, once the service has registered it.
  package func handler(for method: Method) -> Handler? { handlers?.handler(for: method) }

  /// How long the process has lived.
  var age: Duration { simulation.now - begin }

  /// Ends the process: from now on nothing that it does has an effect.
  ///
  /// Callers whose requests it was working on learn that the connection broke. Whatever its tasks
  /// wait for, and whoever started them, they are woken and unwind.
  func fence() {
    precondition(!isFenced, "\(host.name) has ended already, it cannot end twice")
    isFenced = true
    isAccepting = false
    home.executor.hasEnded = true
    store.fence()
    if !host.isSilent { resetCallers() }
    backlog.removeAll()
    let ended = tasks
    tasks = []
    for task in ended { task.endProcess() }
    for worker in workers {
      if worker.isBusy {
        worker.task.endProcess()
      } else if let suspension = worker.suspension {
        simulation.wake(suspension, .processEnded)
      }
    }
    simulation.endWaits(on: home.executor)
    home.executor.runFreely()
    forgetting = nil
    ignored = []
    firstIdle = nil
    workers = []
    handlers?.removeAll()
    service = nil
    handlers = nil
    table = nil
    context = nil
    home.executor.end()
  }

  private func resetCallers() {
    for worker in workers {
      guard let call = worker.call else { continue }
      network.send(call, .reset, from: host.index, to: worker.caller)
    }
    for waiting in backlog.waiting {
      network.send(waiting.call, .reset, from: host.index, to: waiting.caller)
    }
    for (call, caller) in ignored {
      network.send(call, .reset, from: host.index, to: caller)
    }
  }

  /// Who is being served: the callers' waits and the tasks that work for them.
  var duties: [(caller: Suspension, task: SimulationTask)] {
    workers.compactMap { worker in
      guard let call = worker.call else { return nil }
      return (Suspension(word: (call.original ?? call).note.first), worker.task)
    }
  }

  /// The callers' waits whose requests wait for their turn.
  var queued: [Suspension] {
    backlog.waiting.map { Suspension(word: ($0.call.original ?? $0.call).note.first) }
  }

  // MARK: After the end

  /// How often a task may come back after the end before it counts as one that never leaves.
  private static let patience = 1_000

  /// Told that a task of an ended process tries to go on.
  ///
  /// A task that catches every error and tries again would spin for ever in one instant, and
  /// nothing can kill it. After some refusals it is parked for good, which takes its memory for
  /// the rest of the run and is counted.
  func refuse() async {
    refusals += 1
    guard refusals > HostProcess.patience else { return }
    host.cluster.stuckTaskCount += 1
    _ = await simulation.waitForEver()
  }

  // MARK: Tasks

  /// Starts work that ends with the process.
  @discardableResult
  func launch(_ label: String, isDaemon: Bool = false, _ body: @escaping () async -> Void)
    -> SimulationTask
  {
    let task = SimulationTask(
      label, executor: home.executor, isDaemon: isDaemon, whenDone: forgetting)
    guard !isFenced else {
      task.endProcess()
      return task
    }
    task.origin = simulation.currentTask?.origin ?? 0
    task.position = tasks.count
    // What a task starts follows from what it did before.
    if let parent = simulation.currentTask { task.lastEvent = parent.lastEvent }
    tasks.append(task)
    home.launch(task, body)
    return task
  }

  private func forget(_ task: SimulationTask) {
    guard !isFenced, let last = tasks.popLast(), last !== task else { return }
    tasks[task.position] = last
    last.position = task.position
  }

  // MARK: Requests

  /// Takes in a request that has arrived.
  ///
  /// - Parameter isAlone: whether no other request arrives together with it.
  func receive(
    _ call: Call, from caller: Int32, delivery: Int32, isDamaged: Bool, isAlone: Bool
  ) {
    guard backlog.isNeeded else {
      if isAlone, !isDamaged, answerAtOnce(call, caller, delivery) { return }
      return hand(call, caller, delivery, isDamaged, 0)
    }
    let busy = workers.reduce(into: 0) { $0 += $1.isBusy ? 1 : 0 }
    let admission = backlog.admit(
      call, caller, delivery, isDamaged: isDamaged, busy: busy, slowness: host.slowness)
    switch admission {
    case .now(let delay):
      hand(call, caller, delivery, isDamaged, delay)
    case .wait:
      break
    case .full:
      turnAway(call, caller)
    case .displaced(let oldest):
      turnAway(oldest.call, oldest.caller)
    }
  }

  private func turnAway(_ call: Call, _ caller: Int32) {
    call.failure = RPCError(.resourceExhausted, "\(host.name) has no room for more requests")
    network.send(call, .reply, from: host.index, to: caller)
  }

  /// Answers a request whose handler never waits, if it would be the next thing to happen anyway.
  ///
  /// The worker that would have answered it lends its name, so that a trace reads the same.
  @inline(__always)
  private func answerAtOnce(_ call: Call, _ caller: Int32, _ delivery: Int32) -> Bool {
    guard lane._withUnsafeGuaranteedRef({ simulation.isNext($0) }), let table,
      let position = table._withUnsafeGuaranteedRef({ $0.positionAtOnce(of: call) })
    else { return false }
    // What ends the process in the midst of the answer lets go of the worker.
    let worker = takeWorker().takeUnretainedValue()
    withExtendedLifetime(worker) {
      worker.take(call, caller, delivery, false, 0)
      simulation.run(
        as: .passUnretained(worker.task), because: delivery,
        origin: call.original?.note.third ?? call.note.third, operation: call.note.address
      ) { table._withUnsafeGuaranteedRef { $0.answer(call, at: position) } }
      if !isFenced { network.send(call, .reply, from: host.index, to: caller) }
      simulation.endRun()
    }
    guard !isFenced else { return true }
    worker.rest()
    finishStopIfIdle()
    addIdle(worker)
    return true
  }

  /// A worker that has nothing to do; kept by the process.
  @inline(__always)
  private func takeWorker() -> Unmanaged<Worker> {
    guard let idle = firstIdle else { return .passUnretained(makeWorker()) }
    firstIdle = idle._withUnsafeGuaranteedRef { $0.nextIdle }
    return idle
  }

  @inline(__always)
  private func addIdle(_ worker: Worker) {
    worker.nextIdle = firstIdle
    firstIdle = .passUnretained(worker)
  }

  private func makeWorker() -> Worker {
    let worker = Worker(SimulationTask(host.workerLabel, executor: home.executor, isDaemon: true))
    workers.append(worker)
    return worker
  }

  /// Takes a request that nobody will work on; its caller hears of it when the process ends.
  func ignore(_ call: Call, from caller: Int32) {
    ignored.append((call, caller))
  }

  /// Gives a request to a worker that has nothing to do, or to a new one.
  @inline(__always)
  private func hand(
    _ call: Call, _ caller: Int32, _ delivery: Int32, _ isDamaged: Bool, _ delay: Int64
  ) {
    let worker = takeWorker().takeUnretainedValue()
    worker.take(call, caller, delivery, isDamaged, delay)
    if let suspension = worker.suspension { return simulation.wake(suspension, .resumed) }
    home.launch(worker.task) { await self.work(worker) }
  }

  /// Answers one request after another until the process ends.
  private func work(_ worker: Worker) async {
    while let call = worker.call {
      worker.task.lastEvent = worker.delivery
      worker.task.origin = (call.original ?? call).note.third
      worker.task.begin(operation: call.note.address)
      if worker.delay > 0 {
        _ = await simulation.sleep(until: simulation.now + .nanoseconds(worker.delay))
        if isFenced { return }
      }
      await answer(call, worker)
      if isFenced { return }
      network.send(call, .reply, from: host.index, to: worker.caller)
      let suspension = simulation.openSuspension(.work)
      worker.rest(in: suspension)
      if let next = backlog.next() {
        worker.take(next.call, next.caller, next.delivery, next.isDamaged, next.delay)
        simulation.wake(suspension, .resumed)
      } else {
        finishStopIfIdle()
        addIdle(worker)
      }
      switch simulation.prepare(suspension) {
      case .isOver: break
      case .leave: await leaveThread()
      case .hop: await simulation.hop()
      }
      let wake = simulation.close(suspension)
      guard case .resumed = wake, !isFenced else { return }
    }
  }

  @inline(__always)
  private func answer(_ call: Call, _ worker: Worker) async {
    guard let handler = handlers?.handler(for: call.method) else {
      call.failure = RPCError(.unimplemented, "\(host.service) does not answer \(call.method)")
      return
    }
    guard !worker.isDamaged else {
      // Whoever sent it made no mistake: the way did, and sent again it may arrive whole.
      call.failure = RPCError(.unavailable, "the request could not be read")
      return
    }
    await handler.answer(
      call, IncomingCall(call))
  }

  private func finishStopIfIdle() {
    guard let pendingStop, !workers.contains(where: \.isBusy) else { return }
    self.pendingStop = nil
    simulation.wake(pendingStop, .resumed)
  }
}
