public import ServiceRuntime

/// Something that a call passes through so that its failure does less harm.
///
/// A protection runs the body once, several times or not at all. Whatever happens to the body,
/// a protection gives back what it took for it: a slot, a trial, a place in a queue.
public protocol Protection: AnyObject {
  /// What kind of protection it is.
  var kind: ProtectionKind { get }

  /// Runs a call under this protection.
  ///
  /// - Throws: the error of the last attempt, or a refusal when the call was not made.
  func run<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value
}

/// The kinds of protection.
public enum ProtectionKind: String, Hashable, Sendable, CaseIterable {
  /// Bounds how long a call takes.
  case timeout
  /// Bounds how long a call takes by what calls took before.
  case adaptiveTimeout = "adaptive-timeout"
  /// Repeats what failed.
  case retry
  /// Stops calling what keeps failing.
  case circuitBreaker = "circuit-breaker"
  /// Bounds how many calls run at once.
  case bulkhead
  /// Bounds how many calls start in a span of time.
  case rateLimiter = "rate-limiter"
  /// Turns away what matters least when work waits too long.
  case loadShedder = "load-shedder"
  /// Does without a feature while it costs too much.
  case featureFlag = "feature-flag"
  /// Several of them, one around another.
  case pipeline
}
