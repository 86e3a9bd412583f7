import Primitives
package import ServiceRuntime
import Synchronization

/// A running life of a service on this machine.
///
/// An actor, so that the service's code runs one piece at a time between two awaits, as the seam
/// promises, on the threads of its host.
package actor LiveProcess {
  /// Makes the service of a process from the context that it may touch.
  package typealias Make = @Sendable (ServiceContext) throws -> any Service
  /// Makes the store of a process; called in the process.
  package typealias MakeStore = @Sendable () throws -> any Store

  /// The service's name.
  package nonisolated let name: ServiceName
  private let setup: Setup
  private var parts: Parts?
  private var underWay = 0
  private var idle: [Gate] = []
  private nonisolated let executor: ProcessExecutor
  /// The same as the runtime asks for it, at every step that comes back to the process.
  private nonisolated let unowned: UnownedSerialExecutor
  private nonisolated let door = Mutex(Door())
  /// Whether a task has been made that has not looked for a piece of work yet.
  private var isHelpComing = false

  /// A piece of work for the process that comes from outside.
  typealias Piece = @Sendable () async -> Void

  /// Where pieces of work meet tasks to do them.
  private struct Door {
    /// Pieces that nobody does yet.
    var waiting: [Piece] = []
    /// Tasks that have nothing to do at the moment; each is told once to go on, or to end.
    var resting: [Signal<Piece?>] = []
    /// Whether the process has ended.
    var isClosed = false
  }

  /// What a process is made of.
  package struct Setup: Sendable {
    /// Makes the service.
    package var make: Make
    /// Makes its store.
    package var makeStore: MakeStore
    /// The host's name, for log records.
    package var host: String
    /// Where other services are found.
    package var directory: Directory
    /// Carries its calls.
    package var client: HTTPClient
    /// What it may say of itself, and to whom.
    package var options: LiveHost.Options
    /// A process of the given parts.
    package init(
      host: String, directory: Directory, client: HTTPClient,
      options: LiveHost.Options = LiveHost.Options(),
      makeStore: @escaping MakeStore = { try MemoryStore() }, make: @escaping Make
    ) {
      self.make = make
      self.makeStore = makeStore
      self.host = host
      self.directory = directory
      self.client = client
      self.options = options
    }
  }

  /// What a process has while it runs; one object, since every piece of work takes it along.
  private final class Parts {
    let context: ServiceContext
    let service: any Service
    /// The store, where it shows commits before they are durable.
    let store: MemoryStore?
    let clock: LiveClock
    let tasks: LiveTasks
    let telemetry: LiveTelemetry
    var routes: [String: Handler] = [:]

    init(
      _ context: ServiceContext, _ service: any Service, store: MemoryStore?, clock: LiveClock,
      tasks: LiveTasks, telemetry: LiveTelemetry
    ) {
      self.context = context
      self.service = service
      self.store = store
      self.clock = clock
      self.tasks = tasks
      self.telemetry = telemetry
    }
  }

  /// A process that has not started.
  init(_ name: ServiceName, _ setup: Setup, on threads: WorkerThreads) {
    self.name = name
    self.setup = setup
    executor = ProcessExecutor(on: threads)
    unowned = executor.asUnownedSerialExecutor()
  }

  package nonisolated var unownedExecutor: UnownedSerialExecutor { unowned }

  /// Makes the service and waits until it is ready.
  ///
  /// - Throws: what the service throws while it starts.
  package func start() async throws {
    precondition(parts == nil, "\(name) was started twice, once is expected")
    callHelp()
    let reminders = Reminders(on: setup.client.loop)
    let clock = LiveClock(origin: setup.options.origin, reminders)
    let random = LiveRandom()
    let telemetry = LiveTelemetry(
      name, host: setup.host, clock: clock, random: random, sink: setup.options.sink)
    let tasks = LiveTasks(self)
    let store = try setup.makeStore()
    let context = ServiceContext(
      service: name, host: setup.host, incarnation: setup.options.incarnation,
      capabilities: ServiceContext.Capabilities(
        clock: clock, random: random, store: store,
        transport: LiveTransport(
          setup.client, directory: setup.directory, host: setup.host, clock: clock, reminders,
          store: store as? MemoryStore),
        tasks: tasks, failpoints: setup.options.makeFailpoints(), telemetry: telemetry))
    let service = try setup.make(context)
    let parts = Parts(
      context, service, store: store as? MemoryStore, clock: clock, tasks: tasks,
      telemetry: telemetry)
    self.parts = parts
    try await service.start()
    for method in context.handlers.methods {
      parts.routes[RPCWire.path(of: method)] = context.handlers.handler(for: method)
    }
  }

  /// Answers a request that came over HTTP.
  package func answer(_ request: HTTPMessage) async -> HTTPMessage {
    guard let parts else {
      return RPCWire.response(RPCError(.unavailable, "\(name) is not up"))
    }
    underWay += 1
    defer { leave() }
    do throws(RPCError) {
      let handler: Handler
      switch Route(request, parts.routes) {
      case .about(let text): return RPCWire.json(200, text)
      case .refused(let refusal): return RPCWire.response(refusal)
      case .unknown:
        return RPCWire.response(
          RPCError(.unimplemented, "there is no such path; GET /routes lists all"), status: 404)
      case .measurements: return RPCWire.json(200, measurements(parts.telemetry))
      case .handler(let found): handler = found
      }
      let call = try RPCWire.call(request, to: name, handler, now: parts.clock.now)
      guard call.deadline.instant > parts.clock.now else {
        throw RPCError(.deadlineExceeded, "the time was over on arrival", certainty: .definite)
      }
      await answer(call, by: handler, parts)
      return RPCWire.response(to: call)
    } catch {
      return RPCWire.response(error)
    }
  }

  /// Answers a call that another process of this program has handed over.
  func answer(_ call: Call) async {
    guard let parts else {
      return call.failure = RPCError(.unavailable, "\(name) is not up")
    }
    underWay += 1
    defer { leave() }
    guard let handler = parts.context.handlers.handler(for: call.method) else {
      return call.failure = RPCError(.unimplemented, "\(name) does not answer \(call.method)")
    }
    guard call.deadline.instant > parts.clock.now else {
      return call.failure = RPCError(
        .deadlineExceeded, "the time was over on arrival", certainty: .definite)
    }
    await answer(call, by: handler, parts)
  }

  /// Has a call answered, and holds the answer back until what it rests on is durable.
  private func answer(_ call: Call, by handler: Handler, _ parts: Parts) async {
    let upsets = parts.store?.upsets ?? 0
    await handler.answer(call, IncomingCall(call))
    guard let store = parts.store, !store.isSettled(since: upsets) else { return }
    do throws(StoreError) {
      try await store.settle(since: upsets)
    } catch {
      call.failure = RPCError(.unavailable, error.message, certainty: .indefinite)
    }
  }

  /// Begins a piece of work in the process; may be called from anywhere.
  ///
  /// A task that rests does it: making one for each call costs more than the way to it, and one that
  /// is made outside of the process begins outside of it.
  nonisolated func begin(_ piece: @escaping Piece) {
    let (task, isClosed) = door.withLock { door in
      let task = door.resting.popLast()
      if task == nil, !door.isClosed { door.waiting.append(piece) }
      return (task, door.isClosed)
    }
    task?.send(piece)
    if isClosed { Task { await piece() } }
  }

  /// Makes a task for pieces of work, unless one is free or coming.
  private func callHelp() {
    guard !isHelpComing, door.withLock({ $0.resting.isEmpty && !$0.isClosed }) else { return }
    isHelpComing = true
    Task { await work() }
  }

  /// Does one piece of work after the other, and rests between them, until the process ends.
  private func work() async {
    preconditionIsolated("a piece of work of \(name) begins outside of its process")
    isHelpComing = false
    while let piece = await nextPiece() {
      callHelp()
      await piece()
    }
  }

  /// The next piece of work, or nothing when the process has ended.
  private func nextPiece() async -> Piece? {
    let rest = Signal<Piece?>(before: nil)
    door.withLock { door in
      if door.isClosed {
        rest.send(nil)
      } else if door.waiting.isEmpty {
        door.resting.append(rest)
      } else {
        rest.send(door.waiting.removeFirst())
      }
    }
    return await rest.wait()
  }

  /// Lets the tasks go that wait for work; what comes later learns that the process is not up.
  private func closeDoor() {
    let (waiting, resting) = door.withLock { door in
      defer { door = Door(isClosed: true) }
      return (door.waiting, door.resting)
    }
    for task in resting { task.send(nil) }
    for piece in waiting { begin(piece) }
  }

  /// Runs code in the process, as a client of other services would run in its own.
  package func run<Result: Sendable>(
    _ body: @Sendable (ServiceContext) async throws -> Result
  ) async throws -> Result {
    guard let parts else { throw RPCError(.unavailable, "\(name) is not up") }
    return try await body(parts.context)
  }

  /// Waits for what is under way, at most so long, and lets the service go.
  package func stop(within time: Duration) async {
    guard let parts else { return }
    let limit = parts.clock.now + time
    if underWay > 0 {
      let gate = Gate()
      idle.append(gate)
      let watch = Task {
        try? await Task.sleep(nanoseconds: UInt64(max(time.nanoseconds, 0)))
        gate.open()
      }
      await gate.pass()
      watch.cancel()
    }
    if parts.clock.now < limit { await parts.service.drain() }
    await parts.service.stop()
    parts.clock.hasEnded = true
    parts.tasks.endAll()
    parts.context.handlers.removeAll()
    self.parts = nil
    closeDoor()
  }

  /// Does a piece of work that was spawned in this process.
  ///
  /// The compiler (6.3.1) leaves out the way into an actor whose method begins by awaiting a closure,
  /// and would run the body beside everything else; what asks for the actor first keeps it in.
  func perform(_ work: LiveWork) async {
    preconditionIsolated("a piece of work of \(name) begins outside of its process")
    await work.body()
    work.end()
  }

  private func leave() {
    underWay -= 1
    guard underWay == 0 else { return }
    for gate in idle { gate.open() }
    idle = []
  }

  private func measurements(_ telemetry: LiveTelemetry) -> String {
    let sums = telemetry.measurements.map { name, sum in
      JSONTree.Field(
        name,
        .fields([.init("count", .number("\(sum.count)")), .init("total", .number("\(sum.total)"))]))
    }
    return JSONTree.fields(sums).description
  }
}
