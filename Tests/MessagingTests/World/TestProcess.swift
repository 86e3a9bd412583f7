import Engine
import Primitives
import ServiceRuntime

/// One life of a service, with everything that its context needs.
final class TestProcess {
  unowned let world: TestWorld
  let name: String
  let life: Int
  let home: TaskHome
  var service: (any Service)?
  var isAlive = true
  var isReady = false
  private var running: [SimulationTask] = []
  private var made: ServiceContext?
  private var stream: RandomStream

  var simulation: Simulation { world.simulation }

  init(_ world: TestWorld, _ name: String, life: Int) {
    self.world = world
    self.name = name
    self.life = life
    home = TaskHome(world.simulation, place: name)
    stream = world.simulation.streams.stream(
      .service, at: StreamKey(name), purpose: "draws", occurrence: UInt64(life))
  }

  var context: ServiceContext {
    if let made { return made }
    let context = ServiceContext(
      service: ServiceName(name), host: "\(name)-1", incarnation: life,
      capabilities: ServiceContext.Capabilities(
        clock: self, random: self, store: StoreAccess(world.store(name), self), transport: self,
        tasks: self, failpoints: self, telemetry: self))
    made = context
    return context
  }

  @discardableResult
  func launch(_ label: String, _ body: @escaping () async -> Void) -> SimulationTask {
    let task = SimulationTask(label, executor: home.executor, isDaemon: true)
    running.append(task)
    home.launch(task, body)
    return task
  }

  func end() {
    isAlive = false
    for task in running { task.cancel() }
  }

  func checkStore() throws(StoreError) {
    world.checkThread()
    guard isAlive else { throw StoreError(.closed, "the process has ended") }
  }

  func outcome(_ wake: Wake) throws(Cancelled) {
    guard isAlive else { throw Cancelled.process }
    switch wake {
    case .resumed, .timeout: return
    case .cancelled: throw Cancelled.task
    case .processEnded: throw Cancelled.process
    }
  }
}

extension TestProcess: ServiceClock {
  var now: Instant { simulation.now }
  var wallTime: WallTime { WallTime(nanosecondsSinceEpoch: simulation.now.nanoseconds) }

  func sleep(until instant: Instant) async throws(Cancelled) {
    world.checkThread()
    guard isAlive else { throw Cancelled.process }
    try outcome(await simulation.sleep(until: instant))
  }
}

extension TestProcess: RandomSource {
  func next() -> UInt64 { stream.next() }
}

extension TestProcess: TaskSpawner {
  func spawn(_ label: String, _ body: @escaping () async -> Void) -> any SpawnedTask {
    world.checkThread()
    let task = launch(label, body)
    if !isAlive { task.cancel() }
    return Spawned(task: task, process: self)
  }

  final class Spawned: SpawnedTask {
    let task: SimulationTask
    let process: TestProcess

    init(task: SimulationTask, process: TestProcess) {
      self.task = task
      self.process = process
    }

    func cancel() { task.cancel() }

    func join() async throws(Cancelled) { try process.outcome(await task.untilDone()) }
  }
}

extension TestProcess: Failpoints {
  var isArmed: Bool { world.crash != nil }

  func reach(_ name: FailpointName) async throws {
    guard isAlive else { throw Cancelled.process }
    try world.pass(name, in: self)
  }
}

extension TestProcess: Telemetry {
  var isRecording: Bool { false }
  func log(_ entry: LogEntry) {}
  func beginSpan(_ name: String, parent: TraceContext?) -> TraceContext {
    TraceContext(traceHigh: 1, traceLow: 1, span: 1)
  }
  func endSpan(_ span: TraceContext, failure: String?) {}
  func count(_ name: String, by amount: Int) { world.counts[name, default: 0] += amount }
  func measure(_ name: String, _ duration: Duration) {}
}

extension TestProcess: Transport {
  func perform(_ call: Call) async {
    world.checkThread()
    guard isAlive else {
      call.failure = RPCError(.cancelled, "the caller has gone")
      return
    }
    let suspension = simulation.openSuspension(.reply)
    if !call.deadline.isNever { simulation.scheduleTimer(suspension, at: call.deadline.instant) }
    let copy = call.copy()
    simulation.schedule(at: simulation.now + world.delay()) { [self] in
      deliver(copy) { [self] in
        guard isAlive, !call.hasReply, call.failure == nil else { return }
        call.takeOutcome(of: copy)
        simulation.wake(suspension, .resumed)
      }
    }
    let wake = await simulation.wait(for: suspension)
    if wake == .resumed { return }
    guard !call.hasReply, call.failure == nil else { return }
    call.failure =
      wake == .timeout
      ? RPCError(.deadlineExceeded, "no reply came in time")
      : RPCError(.cancelled, "the caller has gone")
  }

  private func deliver(_ copy: Call, _ answer: @escaping () -> Void) {
    guard let target = world.processes[copy.service.text], target.isReady,
      let handler = target.context.handlers.handler(for: copy.method)
    else {
      copy.failure = RPCError(.connectionRefused, "nobody answers to \(copy.service)")
      simulation.schedule(at: simulation.now + world.delay(), answer)
      return
    }
    let incoming = IncomingCall(copy)
    let (simulation, world) = (simulation, world)
    target.launch("\(copy.method)") {
      await handler.answer(copy, incoming)
      guard target.isAlive else { return }
      if let lost = world.lostReplies[copy.method.name], lost > 0 {
        world.lostReplies[copy.method.name] = lost - 1
        return
      }
      simulation.schedule(at: simulation.now + world.delay(), answer)
    }
  }
}
