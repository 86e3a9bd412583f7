public import Primitives

/// One request of a client, from its beginning to its end, all attempts together.
public struct CallSample: Equatable, Sendable {
  /// When the client asked.
  public let started: Instant
  /// When it had its answer or gave up.
  public let ended: Instant
  /// Whether the answer was a good one; a refusal for business reasons is.
  public let isSuccess: Bool
  /// How often the request was sent, at least once.
  public let attempts: Int
  /// The position in the trace of the end.
  public let event: Int

  /// A request with its end.
  public init(
    started: Instant, ended: Instant, isSuccess: Bool, attempts: Int = 1, event: Int = 0
  ) {
    precondition(started <= ended, "a call from \(started) cannot end at \(ended)")
    precondition(attempts >= 1, "a call is sent at least once, not \(attempts) times")
    self.started = started
    self.ended = ended
    self.isSuccess = isSuccess
    self.attempts = attempts
    self.event = event
  }

  /// How long the client waited.
  public var latency: Duration { ended - started }
}
