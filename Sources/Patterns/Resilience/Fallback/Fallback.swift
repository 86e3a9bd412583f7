public import ServiceRuntime

/// Puts something in the place of an answer that failed to come, and says so.
///
/// Belongs outside every other protection: further in, it would hide failures from the retry and
/// the breaker around it. It never replaces a refusal by the target itself: "sold out" is an
/// answer, and a substitute for it would be a lie.
public final class Fallback<Value> {
  private let context: ServiceContext
  private let substitute: (RPCError) async throws(RPCError) -> Value

  /// A fallback to what a body makes; the body throws when it has nothing to offer either.
  public init(
    _ context: ServiceContext, substitute: @escaping (RPCError) async throws(RPCError) -> Value
  ) {
    self.context = context
    self.substitute = substitute
  }

  /// Runs a call, and the substitute when the call fails.
  ///
  /// - Throws: the verdict of the target, or the substitute's error.
  public func run(
    _ scope: CallScope, _ body: (CallScope) async throws(RPCError) -> Value
  ) async throws(RPCError) -> Answer<Value> {
    do {
      return Answer(try await body(scope))
    } catch {
      guard !error.isVerdict, error.code != .cancelled else { throw error }
      context.count("fallback.used")
      context.log(
        .warning, "answering with a substitute", [.init("error", error)],
        trace: scope.metadata.trace)
      return Answer(try await substitute(error), .substitute(because: error))
    }
  }
}
