import Primitives
public import ServiceRuntime

/// Bounds how many calls start in a span of time, for each client on its own.
///
/// The client is the one that the call's metadata names; calls that name none share one bucket.
/// The limits hold within this process: several processes let through as many times more.
public final class RateLimiter: Protection {
  public var kind: ProtectionKind { .rateLimiter }
  private let context: ServiceContext
  private let longestWait: Duration
  private let limits: (String) -> [RateLimit]
  private var machine = RateLimiterStateMachine()

  /// The same limits for every client.
  ///
  /// - Parameter longestWait: how long a call may wait for its turn; nothing means not at all.
  ///   Waiting calls are not served in order of arrival.
  public convenience init(
    _ context: ServiceContext, _ limits: [RateLimit], longestWait: Duration = .zero
  ) {
    self.init(context, longestWait: longestWait) { _ in limits }
  }

  /// Limits that depend on the client; a change of them keeps what a client has used.
  public init(
    _ context: ServiceContext, longestWait: Duration = .zero,
    limits: @escaping (String) -> [RateLimit]
  ) {
    self.context = context
    self.longestWait = longestWait
    self.limits = limits
  }

  public func run<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    try await admit(scope)
    return try await body(scope)
  }

  /// Takes a token for a call that is made elsewhere.
  ///
  /// - Throws: a definite `resourceExhausted` that says how long to wait.
  public func admit(_ scope: CallScope) async throws(RPCError) {
    let client = scope.metadata.client ?? ""
    let end = scope.deadline.earlier(of: Deadline(context.clock.now + longestWait)).instant
    while true {
      let now = context.clock.now
      switch machine.admit(client, limits: limits(client), at: now) {
      case .run: return
      case .refuse(let retryAfter):
        guard retryAfter <= end - now else { throw exhausted(client, retryAfter) }
        do {
          try await context.clock.sleep(for: retryAfter)
        } catch {
          throw Refusal.cancelled(error, certainty: .definite)
        }
      }
    }
  }

  private func exhausted(_ client: String, _ retryAfter: Duration) -> RPCError {
    context.count("rate-limiter.refused")
    let who = client.isEmpty ? "anonymous clients" : client
    return Refusal.error(
      .resourceExhausted, by: kind, in: context, "\(who) may call again in \(retryAfter.text)",
      retryAfter: retryAfter)
  }
}
