package import Primitives

/// One request of a client, from its beginning to its end, all attempts together.
package struct CallSample: Equatable, Sendable {
  /// When the client asked.
  package let started: Instant
  /// When it had its answer or gave up.
  package let ended: Instant
  /// Whether the answer was a good one; a refusal for business reasons is.
  package let isSuccess: Bool
  /// How often the request was sent, at least once.
  package let attempts: Int
  /// The position in the trace of the end.
  package let event: Int

  /// A request with its end.
  package init(
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
  package var latency: Duration { ended - started }
}
