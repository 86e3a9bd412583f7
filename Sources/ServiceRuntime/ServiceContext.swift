/// Everything that a service may ask of its surroundings.
///
/// Handed to a service when it is made. There is no other source of time, chance, tasks, storage
/// or communication: what a service reaches by another way cannot be repeated from a seed. The
/// context belongs to one process and must not be shared with another.
public final class ServiceContext {
  /// The service's name.
  public let service: ServiceName
  /// The host that this process runs on, for log records and owner fields; never an address.
  public let host: String
  /// How often this service was started on this host before, zero for the first time.
  ///
  /// A crash ends an incarnation; with the host's name it makes an owner that is never reused.
  public let incarnation: Int
  /// Time.
  public let clock: any ServiceClock
  /// Chance.
  public let random: any RandomSource
  /// The service's private store.
  public let store: any Store
  /// Calls to other services.
  public let transport: any Transport
  /// Concurrent work that ends with the process.
  public let tasks: any TaskSpawner
  /// Named points where a run may interfere.
  public let failpoints: any Failpoints
  /// Log records, spans and measurements.
  public let telemetry: any Telemetry
  /// The handlers that the service registered so far.
  public let handlers: HandlerTable
  @usableFromInline let calls = CallPool()

  /// A context of the given capabilities; called by worlds, never by services.
  public init(
    service: ServiceName, host: String, incarnation: Int, capabilities: Capabilities
  ) {
    self.service = service
    self.host = host
    self.incarnation = incarnation
    clock = capabilities.clock
    random = capabilities.random
    store = capabilities.store
    transport = capabilities.transport
    tasks = capabilities.tasks
    failpoints = capabilities.failpoints
    telemetry = capabilities.telemetry
    handlers = HandlerTable()
  }

  /// The same process with other capabilities; called by worlds, never by services.
  ///
  /// Handlers that are registered here answer the process's requests, and the other way round.
  package init(_ context: ServiceContext, through capabilities: Capabilities) {
    service = context.service
    host = context.host
    incarnation = context.incarnation
    clock = capabilities.clock
    random = capabilities.random
    store = capabilities.store
    transport = capabilities.transport
    tasks = capabilities.tasks
    failpoints = capabilities.failpoints
    telemetry = capabilities.telemetry
    handlers = context.handlers
  }

  /// What the world provides to the process.
  package var capabilities: Capabilities {
    Capabilities(
      clock: clock, random: random, store: store, transport: transport, tasks: tasks,
      failpoints: failpoints, telemetry: telemetry)
  }

  /// What a world provides to a process.
  public struct Capabilities {
    /// Time.
    public var clock: any ServiceClock
    /// Chance.
    public var random: any RandomSource
    /// Durable storage.
    public var store: any Store
    /// Communication.
    public var transport: any Transport
    /// Concurrency.
    public var tasks: any TaskSpawner
    /// Interference.
    public var failpoints: any Failpoints
    /// Observation.
    public var telemetry: any Telemetry

    /// A complete set of capabilities.
    public init(
      clock: any ServiceClock, random: any RandomSource, store: any Store,
      transport: any Transport, tasks: any TaskSpawner, failpoints: any Failpoints,
      telemetry: any Telemetry
    ) {
      self.clock = clock
      self.random = random
      self.store = store
      self.transport = transport
      self.tasks = tasks
      self.failpoints = failpoints
      self.telemetry = telemetry
    }
  }

  /// Registers the code that answers one kind of request.
  ///
  /// Throw an `RPCError` to refuse; any other error reaches the caller as an internal error whose
  /// effect is unknown.
  ///
  /// - Precondition: the kind of request has no handler yet.
  @inlinable
  public func handle<R: Request>(
    _ request: R.Type, _ body: @escaping (R, IncomingCall) async throws -> R.Reply
  ) {
    handlers.register(request, body)
  }

  /// Registers code that answers one kind of request without waiting for anything.
  ///
  /// Chosen by the compiler where the code holds no `await`: a world can then answer in the midst
  /// of the delivery, without a task. What the code may do and what its caller sees is the same.
  ///
  /// - Precondition: the kind of request has no handler yet.
  @inlinable
  public func handle<R: Request>(
    _ request: R.Type, _ body: @escaping (R, IncomingCall) throws -> R.Reply
  ) {
    handlers.register(request, body)
  }

  /// Sends a request and waits for its reply.
  ///
  /// - Parameters:
  ///   - request: what to ask.
  ///   - service: whom to ask; any process that answers to this name may receive it.
  ///   - deadline: the instant after which nobody waits; pass on the deadline of the call that is
  ///     being served, so that nobody works for a caller who has left.
  ///   - metadata: what travels beside the request.
  /// - Throws: an `RPCError`; its `certainty` says whether the request may have taken effect.
  @inlinable
  public func call<R: Request>(
    _ request: R, to service: ServiceName, deadline: Deadline = .never,
    metadata: Metadata = Metadata()
  ) async throws(RPCError) -> R.Reply {
    var call = calls.take(request, to: service, deadline: deadline, metadata: metadata)
    await transport.perform(call)
    let reply = call.reply
    if isKnownUniquelyReferenced(&call) {
      let failure = call.takeFailure()
      calls.keep(consume call)
      if let failure { throw failure }
    } else if let failure = call.failure {
      throw failure
    }
    guard let reply else { throw RPCError(.internal, "the call ended without reply or error") }
    return reply
  }

  /// Passes a named point; free unless a run watches or interferes there.
  ///
  /// - Throws: what the run injects at this point, such as the end of the process.
  @inlinable
  public func failpoint(_ name: FailpointName) async throws {
    if failpoints.isArmed { try await failpoints.reach(name) }
  }
}
