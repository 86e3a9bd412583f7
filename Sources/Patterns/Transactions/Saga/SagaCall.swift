public import Primitives
public import ServiceRuntime

/// One attempt at a step: its key, its time limit, and the way to send requests under both.
public final class SagaCall {
  /// The saga.
  public let saga: SagaID
  /// The step's key, equal for all its attempts and lives; undoing has another.
  public let key: IdempotencyKey
  /// When the attempt's time is over.
  public let deadline: Deadline
  /// Which attempt it is, from one.
  public let attempt: Int
  /// What the orchestrator's service has at its disposal.
  public let context: ServiceContext
  /// Whether a request of this attempt was carried out, so that a later failure leaves something.
  private(set) var hadEffect = false

  init(
    saga: SagaID, key: IdempotencyKey, deadline: Deadline, attempt: Int, context: ServiceContext
  ) {
    self.saga = saga
    self.key = key
    self.deadline = deadline
    self.attempt = attempt
    self.context = context
  }

  /// Sends a request under the step's key and time limit.
  ///
  /// - Parameter part: names the request where a step sends several, such as one for each line of
  ///   an order; each then has a key of its own.
  public func send<R: Request>(
    _ request: R, to service: ServiceName, part: String? = nil
  ) async throws(RPCError) -> R.Reply {
    let requestKey = part.map { self.key.part($0) } ?? key
    let reply = try await context.call(
      request, to: service, deadline: deadline,
      metadata: Metadata(idempotencyKey: requestKey.text, client: saga.text))
    hadEffect = true
    return reply
  }
}
