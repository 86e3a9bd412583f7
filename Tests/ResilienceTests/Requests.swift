import Primitives
import Resilience
import ServiceRuntime

/// A request of no meaning.
struct Ping: Request {
  typealias Reply = Done
  static let method: Method = "test.ping"
}

/// An instant, in milliseconds, for tests that write many.
func at(_ milliseconds: Int64) -> Instant {
  Instant(nanoseconds: milliseconds * 1_000_000)
}

/// Errors of each kind that tests need.
enum Failures {
  static let down = RPCError(.unavailable, "down")
  static let lost = RPCError(.connectionLost, "reply lost")
  static let soldOut = RPCError(.failedPrecondition, "sold out")
  static let unknown = RPCError(.notFound, "no such thing")
}

/// How a protected call ended, for comparisons.
enum Ending: Hashable {
  case done
  case failed(RPCError.Code)

  /// Makes a ping under a protection and says how it ended.
  static func of(
    _ protection: any Protection, _ context: ServiceContext, _ scope: CallScope = CallScope()
  ) async -> Ending {
    do {
      try await ping(protection, context, scope)
      return .done
    } catch {
      return .failed(error.code)
    }
  }
}

/// Makes a ping under a protection.
func ping(
  _ protection: any Protection, _ context: ServiceContext, _ scope: CallScope = CallScope()
) async throws(RPCError) {
  _ = try await protection.run(scope) { scope throws(RPCError) in
    try await context.call(Ping(), to: "target", in: scope)
  }
}
