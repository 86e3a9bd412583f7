import Primitives
public import ServiceRuntime

/// Protections one around another, in an order that can be read off.
///
/// The first one is the outermost: it sees the call first and its end last. The order decides what
/// each of them sees. A breaker inside a retry counts attempts, outside it counts calls; a timeout
/// inside a retry bounds an attempt, outside it bounds all of them.
public final class ResiliencePipeline: Protection {
  public var kind: ProtectionKind { .pipeline }
  /// The protections, the outermost first.
  public let protections: [any Protection]

  /// A pipeline; without protections it just makes the call.
  public init(_ protections: [any Protection]) {
    self.protections = protections
  }

  public func run<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    try await run(from: 0, scope, body)
  }

  private func run<Value>(
    from position: Int, _ scope: CallScope,
    _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    guard position < protections.count else { return try await body(scope) }
    return try await protections[position].run(scope) { scope throws(RPCError) in
      try await self.run(from: position + 1, scope, body)
    }
  }
}

extension ResiliencePipeline {
  /// The usual protections of the calls to one service, in the usual order.
  ///
  /// A timeout for the whole, retry, circuit breaker, rate limiter, a timeout for each attempt,
  /// bulkhead. So a refusal by the breaker ends the retry, an attempt that waits in the bulkhead
  /// uses up its own time, and a slot is free again when the attempt's time is over.
  public static func standard(
    _ context: ServiceContext, to service: ServiceName, _ options: Options = Options()
  ) -> ResiliencePipeline {
    var protections: [any Protection] = [Timeout(context, options.total)]
    protections.append(Retry(context, options.retry, budget: options.retryBudget))
    protections.append(CircuitBreaker(context, for: service, options.breaker))
    if !options.rate.isEmpty { protections.append(RateLimiter(context, options.rate)) }
    protections.append(
      Timeout(context, options.perAttempt, enforcedBy: options.enforcement))
    protections.append(
      Bulkhead(context, named: "calls to \(service)", options.bulkhead))
    return ResiliencePipeline(protections)
  }

  /// What the usual protections are set to.
  public struct Options {
    /// The most that a call may take with all its attempts and pauses.
    public var total: Duration
    /// The most that one attempt may take.
    public var perAttempt: Duration
    /// Whether an attempt that exceeds its time is cancelled or told by its deadline.
    public var enforcement: Timeout.Enforcement
    /// How to repeat.
    public var retry: Retry.Options
    /// What bounds the repetitions of all calls together, if anything does.
    public var retryBudget: RetryBudget?
    /// When to stop calling.
    public var breaker: CircuitBreaker.Options
    /// How many calls may start; nothing for any number.
    public var rate: [RateLimit]
    /// How many calls may run.
    public var bulkhead: Bulkhead.Options

    /// Options; those that are not given have the values of the windowed breaker's catalogue.
    public init(
      total: Duration = .seconds(18), perAttempt: Duration = Timeout.step,
      enforcement: Timeout.Enforcement = .deadline, retry: Retry.Options = .call,
      retryBudget: RetryBudget? = nil, breaker: CircuitBreaker.Options = .windowed,
      rate: [RateLimit] = [], bulkhead: Bulkhead.Options = .calls
    ) {
      self.total = total
      self.perAttempt = perAttempt
      self.enforcement = enforcement
      self.retry = retry
      self.retryBudget = retryBudget
      self.breaker = breaker
      self.rate = rate
      self.bulkhead = bulkhead
    }
  }
}

extension ResiliencePipeline: CustomStringConvertible {
  /// The kinds in order, the outermost first: `timeout > retry > circuit-breaker`.
  public var description: String {
    protections.map(\.kind.rawValue).joined(separator: " > ")
  }
}
