/// How a storefront works; each choice is another piece of code, not another outcome.
package struct StorefrontConfiguration: Sendable {
  /// Which key the requests for an order carry.
  package var key = KeyChoice.perOrder
  /// What an answer that did not come is taken for.
  package var whenUnknown = UnknownReading.repeatable
  /// Whether requests say on which version of the shelf they were decided.
  package var comparesVersions = false
  /// When the warehouse is left in peace.
  package var breaking = Breaking.none
  /// How the customer waits.
  package var waiting = Waiting.limited
  /// How often the warehouse is asked while the customer waits, at least once.
  package var attempts = 4
  /// How long each attempt may take.
  package var attemptTimeout = Duration.seconds(3)
  /// The pause before the second attempt; it doubles with each further one.
  package var firstPause = Duration.seconds(1)
  /// The longest pause.
  package var longestPause = Duration.seconds(10)
  /// How often what the warehouse says is compared with the purchases; never where it is zero.
  package var reconciling = Duration.zero

  package init() {}

  /// The pause after a number of attempts.
  func pause(after attempts: Int) -> Duration {
    min(longestPause, firstPause * (1 << min(max(attempts - 1, 0), 20)))
  }
}

/// Which key the requests for an order carry.
package enum KeyChoice: String, Sendable, CaseIterable {
  /// None.
  case none
  /// Made from the order and stored with it before the first request.
  case perOrder = "per-order"
  /// A new one for each request.
  case perAttempt = "per-attempt"
  /// Drawn whenever the storefront begins to work on the order, kept in memory only.
  case perRun = "per-run"
  /// The time of day in seconds when the order arrived.
  case fromClock = "from-clock"
}

/// What an answer that did not come is taken for.
package enum UnknownReading: String, Sendable, CaseIterable {
  /// For nothing: the request is repeated until an answer comes.
  case repeatable = "repeat"
  /// For a no (patterns V5).
  case refusal
  /// For a yes (patterns V16).
  case success
  /// For nothing: the warehouse is asked what it has done, and its word is taken.
  case askOnce = "ask"
  /// For nothing: the warehouse is asked what it has done, and may do nothing from then on.
  case askForGood = "ask-for-good"
}

/// When a warehouse that does not answer is left in peace.
package enum Breaking: String, Sendable, CaseIterable {
  /// Never: each purchase asks on its own account.
  case none
  /// After some failures in a row.
  case consecutive
  /// When failures are too large a share of the latest calls.
  case windowed
}

/// How the customer waits.
package enum Waiting: String, Sendable, CaseIterable {
  /// Until the answer comes, or the attempts are used up; then the order is pending.
  case limited
  /// For one request, however long it takes (patterns V1).
  case endless
  /// Not at all: the order is taken down and pending.
  case none
}
