import Primitives
public import ServiceRuntime

/// Turns away what matters least when work waits too long.
///
/// Serving a part of the calls well is better than serving all of them late. Critical calls are
/// never turned away. Somebody must tell it how long work waited: a bulkhead given to it does.
public final class LoadShedder: Protection {
  public var kind: ProtectionKind { .loadShedder }
  private let context: ServiceContext
  private var machine: LoadShedderStateMachine

  /// A shedder that lets everything in at first.
  public init(_ context: ServiceContext, _ options: Options = Options()) {
    self.context = context
    machine = LoadShedderStateMachine(options)
  }

  /// How many of the lowest classes are turned away, as of the last call.
  public var level: Int { machine.level }

  /// Work began, or was given up, after waiting for a time.
  public func observe(waited wait: Duration) {
    observing { $0.observe(waited: wait, at: context.clock.now) }
  }

  public func run<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    guard observing({ $0.admits(scope.priority, at: context.clock.now) }) else {
      context.count("load-shedder.refused")
      throw Refusal.error(
        .unavailable, by: kind, in: context, "too much work, \(scope.priority) calls must wait")
    }
    return try await body(scope)
  }

  private func observing<Result>(_ input: (inout LoadShedderStateMachine) -> Result) -> Result {
    let before = machine.level
    let result = input(&machine)
    if machine.level != before {
      context.log(.warning, "the load shedder went from level \(before) to \(machine.level)")
    }
    return result
  }

  /// When work waits too long.
  public struct Options: Hashable, Sendable {
    /// The longest that work should wait.
    public var target: Duration
    /// How long even the shortest wait must exceed the target before anything is turned away.
    public var interval: Duration

    /// Options; a tenth of a second in each second unless stated.
    ///
    /// - Precondition: the interval is positive.
    public init(target: Duration = .milliseconds(100), interval: Duration = .seconds(1)) {
      precondition(interval > .zero, "an interval must be positive, got \(interval.text)")
      self.target = target
      self.interval = interval
    }
  }
}
