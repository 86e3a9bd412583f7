import Primitives
public import ServiceRuntime

/// Bounds how long a call takes, and never lets it outlive its caller's deadline.
///
/// What a time limit leaves unknown is whether the request took effect: the error is indefinite,
/// unless the limit had passed before anything was sent.
public final class Timeout: Protection {
  public var kind: ProtectionKind { .timeout }
  /// The most that a call may take.
  public let limit: Duration
  private let context: ServiceContext
  private let enforcement: Enforcement

  /// How a limit is brought about.
  public enum Enforcement: Hashable, Sendable, CaseIterable {
    /// The deadline that is passed on ends the call; costs nothing, enough where the body only
    /// makes calls.
    case deadline
    /// The body runs as a task of its own that is cancelled when the limit is reached.
    case cancellation
  }

  /// A limit.
  ///
  /// - Precondition: the limit is positive.
  public init(
    _ context: ServiceContext, _ limit: Duration, enforcedBy enforcement: Enforcement = .deadline
  ) {
    precondition(limit > .zero, "a time limit must be positive, got \(limit.text)")
    self.context = context
    self.limit = limit
    self.enforcement = enforcement
  }

  public func run<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    let now = context.clock.now
    var limited = scope
    limited.deadline = scope.deadline.earlier(of: Deadline(now + limit))
    guard limited.deadline.instant > now else { throw Refusal.late("not sent") }
    switch enforcement {
    case .deadline: return try await body(limited)
    case .cancellation: return try await interrupting(limited, body)
    }
  }

  private func interrupting<Value>(
    _ scope: CallScope, _ body: @escaping (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Value {
    let rest = scope.deadline.instant - context.clock.now
    do {
      return try await context.timeout(after: rest) { try await body(scope) }
    } catch let error as RPCError {
      throw error
    } catch Cancelled.timeout {
      context.count("timeout.reached")
      throw RPCError(.deadlineExceeded, "no answer within \(rest.text)")
    } catch let reason as Cancelled {
      throw Refusal.cancelled(reason, certainty: .indefinite)
    } catch {
      throw RPCError(.internal, "the call failed: \(error)")
    }
  }
}

extension Timeout {
  /// The limit of a page's call to a service that may be silent: three seconds.
  public static let pageCall = Duration.seconds(3)
  /// The limit of one step of an order's processing: five seconds.
  public static let step = Duration.seconds(5)

  /// Limits for a chain of callers, each with room for the ones beneath: 30, 35, 40, 45 seconds.
  ///
  /// The first limit is that of the innermost call. A caller that repeats calls needs the time of
  /// all attempts and pauses on top, which `Retry.Options.longestRun` gives.
  public static func ladder(
    from innermost: Duration = .seconds(30), margin: Duration = .seconds(5), hops: Int
  ) -> [Duration] {
    (0...max(hops, 0)).map { innermost + margin * $0 }
  }
}
