/// How an orders service works.
package struct OrdersConfiguration: Sendable {
  /// How often the inventory is asked while the customer waits, at least once.
  package var attempts: Int
  /// How long each attempt may take.
  package var attemptTimeout: Duration
  /// The pause before the second attempt; it doubles with each further one.
  package var firstPause: Duration
  /// The longest pause.
  package var longestPause: Duration

  package init(
    attempts: Int = 4, attemptTimeout: Duration = .seconds(2),
    firstPause: Duration = .milliseconds(500), longestPause: Duration = .seconds(30)
  ) {
    self.attempts = attempts
    self.attemptTimeout = attemptTimeout
    self.firstPause = firstPause
    self.longestPause = longestPause
  }

  /// The pause after a number of attempts.
  func pause(after attempts: Int) -> Duration {
    min(longestPause, firstPause * (1 << min(max(attempts - 1, 0), 20)))
  }
}
