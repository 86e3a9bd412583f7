import Primitives
public import ServiceRuntime

/// Stops calling a target that keeps failing, and finds out when it has recovered.
///
/// One breaker protects the calls to one target; a breaker for several would refuse the healthy
/// ones with the sick. Business refusals do not count as failures, and neither do this process's
/// own refusals. A breaker's state is information for people, never a reason to restart a process.
public final class CircuitBreaker: Protection {
  public var kind: ProtectionKind { .circuitBreaker }
  /// Whom the calls go to.
  public let target: ServiceName
  private let context: ServiceContext
  private var machine: CircuitBreakerStateMachine

  /// A closed breaker.
  public init(_ context: ServiceContext, for target: ServiceName, _ options: Options) {
    self.context = context
    self.target = target
    machine = CircuitBreakerStateMachine(options)
  }

  /// What would become of a call now.
  public var state: CircuitState { machine.state(at: context.clock.now) }

  /// Whether a call now would be a trial; an open breaker without traffic stays open and due.
  public var isTrialDue: Bool { machine.isTrialDue(at: context.clock.now) }

  /// Refuses all calls until `close` is called.
  public func isolate() {
    observing { $0.isolate() }
  }

  /// Lets calls through again and forgets what happened.
  public func close() {
    observing { $0.close() }
  }

  public func run<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    let start = context.clock.now
    switch observing({ $0.admit(at: start) }) {
    case .refuse(let retryAfter):
      context.count("circuit-breaker.refused")
      throw Refusal.error(
        .unavailable, by: kind, in: context,
        "the circuit to \(target) is \(machine.state.rawValue)",
        retryAfter: retryAfter)
    case .run(let permit):
      do {
        let value = try await body(scope)
        end(permit, .healthy, start)
        return value
      } catch {
        end(permit, error.judgement(in: context), start)
        throw error
      }
    }
  }

  private func end(
    _ permit: CircuitBreakerStateMachine.Permit, _ judgement: Judgement, _ start: Instant
  ) {
    let now = context.clock.now
    observing { $0.ended(permit, judgement, latency: now - start, at: now) }
  }

  /// Lets the machine take an input and reports the change of state that it causes.
  @discardableResult
  private func observing<Result>(
    _ input: (inout CircuitBreakerStateMachine) -> Result
  ) -> Result {
    let before = machine.state
    let result = input(&machine)
    if machine.state != before {
      context.count("circuit-breaker.\(machine.state.rawValue)")
      context.log(
        .warning,
        "the circuit to \(target) went from \(before.rawValue) to \(machine.state.rawValue)")
    }
    return result
  }
}
