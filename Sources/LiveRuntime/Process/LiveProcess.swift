import Primitives
package import ServiceRuntime

/// A running life of a service on this machine.
///
/// An actor, so that the service's code runs one piece at a time between two awaits, as the seam
/// promises, on the ordinary pool of threads.
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
  private var idle: [Signal<Void>] = []

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
    /// Runs its tasks; the ordinary pool where nothing is said.
    package var executor: (any TaskExecutor)?

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

  /// What a process has while it runs.
  private struct Parts {
    let context: ServiceContext
    let service: any Service
    /// The store, where it shows commits before they are durable.
    let store: MemoryStore?
    let clock: LiveClock
    let tasks: LiveTasks
    let telemetry: LiveTelemetry
    var routes: [String: Handler] = [:]
  }

  /// A process that has not started.
  package init(_ name: ServiceName, _ setup: Setup) {
    self.name = name
    self.setup = setup
  }

  /// Makes the service and waits until it is ready.
  ///
  /// - Throws: what the service throws while it starts.
  package func start() async throws {
    precondition(parts == nil, "\(name) was started twice, once is expected")
    let clock = LiveClock(origin: setup.options.origin, on: setup.client.loop)
    let random = LiveRandom()
    let telemetry = LiveTelemetry(
      name, host: setup.host, clock: clock, random: random, sink: setup.options.sink)
    let tasks = LiveTasks(self, executor: setup.executor)
    let store = try setup.makeStore()
    let context = ServiceContext(
      service: name, host: setup.host, incarnation: setup.options.incarnation,
      capabilities: ServiceContext.Capabilities(
        clock: clock, random: random, store: store,
        transport: LiveTransport(
          setup.client, directory: setup.directory, host: setup.host, clock: clock,
          store: store as? MemoryStore),
        tasks: tasks, failpoints: setup.options.makeFailpoints(), telemetry: telemetry))
    let service = try setup.make(context)
    var parts = Parts(
      context: context, service: service, store: store as? MemoryStore, clock: clock,
      tasks: tasks, telemetry: telemetry)
    self.parts = parts
    try await service.start()
    for method in context.handlers.methods {
      parts.routes[RPCWire.path(of: method)] = context.handlers.handler(for: method)
    }
    self.parts = parts
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

  /// Runs its tasks; the ordinary pool where nothing is said.
  nonisolated var executor: (any TaskExecutor)? { setup.executor }

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
    do throws(StoreError) {
      try await parts.store?.settle(since: upsets)
    } catch {
      call.failure = RPCError(.unavailable, error.message, certainty: .indefinite)
    }
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
      let signal = Signal<Void>()
      idle.append(signal)
      let watch = Task {
        try? await Task.sleep(nanoseconds: UInt64(max(time.nanoseconds, 0)))
        signal.send(())
      }
      await signal.wait()
      watch.cancel()
    }
    if parts.clock.now < limit { await parts.service.drain() }
    await parts.service.stop()
    parts.clock.hasEnded = true
    parts.tasks.endAll()
    parts.context.handlers.removeAll()
    self.parts = nil
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
    for signal in idle { signal.send(()) }
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
