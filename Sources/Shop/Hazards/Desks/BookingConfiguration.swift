/// How a booking desk works; each choice is another piece of code, not another outcome.
package struct BookingConfiguration: Sendable {
  /// What gets a purchase through its steps.
  package var driving = Driving.saga
  /// How what was done is undone, where that is not the saga's affair.
  package var undoing = Undoing.untilAcknowledged
  /// What one unit costs, in whole units of money.
  package var price = 500
  /// How often each step is tried, at least once.
  package var attempts = 3
  /// How long an attempt may take.
  package var attemptTimeout = Duration.seconds(3)
  /// How long an attempt to charge may take.
  package var chargeTimeout = Duration.seconds(3)

  package init() {}
}

/// What gets a purchase through its steps.
package enum Driving: String, Sendable, CaseIterable {
  /// A saga whose every step is written down before and after it is done.
  case saga
  /// A handler that remembers what it has done.
  case inMemory = "in-memory"
}

/// How what was done is undone by a handler that remembers what it has done.
package enum Undoing: String, Sendable, CaseIterable {
  /// The steps that were answered with a yes, each with one request whose failure is logged.
  case once
  /// The steps that were answered with a yes, each until it is acknowledged.
  case untilAcknowledged = "until-acknowledged"
  /// The same, each request with a key of its own.
  case withNewKeys = "with-new-keys"
}
