package import Engine
package import Primitives
package import ServiceRuntime

/// One process in virtual time, with scripted surroundings; enough to test code of a service.
///
/// Others are played by a `ScriptedTransport`, the store is a `RecordingStore` that outlives the
/// process. There is no network, no disk and no second process: for those, test in a world.
///
///     let process = SmallProcess()
///     process.transport.answer(Ping.self) { _ in Done() }
///     try process.run { context in
///       _ = try await context.call(Ping(), to: "other")
///     }
///     #expect(process.transport.count(of: Ping.self) == 1)
package final class SmallProcess {
  /// The run of virtual time; shared by all lives of the process.
  package let simulation: Simulation
  /// What the process is given to work with; a new one after a restart.
  package private(set) var context: ServiceContext
  /// Who answers the calls of the process.
  package let transport: ScriptedTransport
  /// What the process stores; a restart finds what was committed.
  package let store: RecordingStore
  /// What the process reported.
  package let telemetry: RecordingTelemetry
  /// Where the run interferes.
  package let failpoints: ScriptedFailpoints
  private var life: Life

  /// A process that has not run yet.
  package init(
    _ service: ServiceName = "service", seed: Seed = 1, policy: SchedulingPolicy = .arrivalOrder
  ) {
    simulation = Simulation(seed: seed, policy: policy)
    transport = ScriptedTransport(simulation)
    store = RecordingStore(simulation)
    telemetry = RecordingTelemetry(simulation)
    failpoints = ScriptedFailpoints(simulation)
    let life = Life(simulation, incarnation: 0, place: "process")
    self.life = life
    context = ServiceContext(
      service: service, host: "host-1", incarnation: 0,
      capabilities: ServiceContext.Capabilities(
        clock: LifeClock(life), random: LifeRandom(life), store: LifeStore(life, store),
        transport: LifeTransport(life, transport), tasks: LifeTasks(life),
        failpoints: LifeFailpoints(life, failpoints), telemetry: telemetry))
    failpoints.crash = { [unowned self] in crash() }
  }

  /// The instant that the run has reached.
  package var now: Instant { simulation.now }

  /// Runs a body as a task of the process, until nothing is left to do.
  ///
  /// - Throws: what the body throws, or a `RunError` when the run ends otherwise than by coming to
  ///   rest.
  package func run<Result>(
    _ body: @escaping (ServiceContext) async throws -> Result
  ) throws -> Result {
    var result: Swift.Result<Result, any Error>?
    let context = context
    life.spawn("body") {
      do {
        result = .success(try await body(context))
      } catch {
        result = .failure(error)
      }
    }
    let reason = simulation.run()
    if let result, reason == .quiescent { return try result.get() }
    throw RunError(reason: reason)
  }

  /// Starts a body as a task of the process; it runs when the process does.
  package func start(_ label: String, _ body: @escaping (ServiceContext) async -> Void) {
    let context = context
    life.spawn(label) { await body(context) }
  }

  /// Ends the process at once: nothing that it still does takes effect.
  package func crash() {
    life.end()
    store.forgetOpenTransactions()
  }

  /// Crashes the process, if it runs, and starts it again without memory.
  package func restart() {
    crash()
    life = Life(simulation, incarnation: life.incarnation + 1, place: "process")
    context = ServiceContext(
      service: context.service, host: context.host, incarnation: life.incarnation,
      capabilities: ServiceContext.Capabilities(
        clock: LifeClock(life), random: LifeRandom(life), store: LifeStore(life, store),
        transport: LifeTransport(life, transport), tasks: LifeTasks(life),
        failpoints: LifeFailpoints(life, failpoints), telemetry: telemetry))
  }

  /// A run that ended although somebody still waits.
  package struct RunError: Error, CustomStringConvertible {
    /// Why it ended.
    package let reason: StopReason
    package var description: String { "the run ended before the body: \(reason)" }
  }
}
