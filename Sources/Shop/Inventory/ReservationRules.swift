/// How an inventory keeps units for orders.
package struct ReservationRules: Sendable, Hashable {
  /// How long units are kept; longer than a checkout may take until it is decided.
  package var hold: Duration
  /// What a request meets that the order's reservation has seen before, or not yet.
  package var memory: Memory
  /// What of a reservation is durable together.
  package var bookkeeping: Bookkeeping
  /// Who looks at the time of a reservation.
  package var expiry: Expiry

  /// Rules of the given parts.
  ///
  /// - Precondition: the hold is positive.
  package init(
    hold: Duration = .seconds(300), memory: Memory = .recorded,
    bookkeeping: Bookkeeping = .together, expiry: Expiry = .checked
  ) {
    precondition(hold > .zero, "units must be kept for a time, got \(hold)")
    self.hold = hold
    self.memory = memory
    self.bookkeeping = bookkeeping
    self.expiry = expiry
  }

  /// What of a reservation is durable together.
  package enum Bookkeeping: String, Sendable, CaseIterable {
    /// The record, the levels of all products and the ledger.
    case together
    /// The record and the levels; the ledger is written afterwards.
    case ledgerAfterwards = "ledger-afterwards"
    /// The record first, then each line with its level and its entry.
    case lineByLine = "line-by-line"
  }

  /// Who looks at the time of a reservation.
  package enum Expiry: String, Sendable, CaseIterable {
    /// Whoever does something with it, and a watch that frees its units in time.
    case checked
    /// Only somebody who comes by within a minute after it is over.
    case swept
  }

  /// How long after its end a reservation is looked at.
  var lateness: Duration {
    switch expiry {
    case .checked: .zero
    case .swept: .seconds(60)
    }
  }

  /// How well the inventory remembers what it was asked for.
  package enum Memory: String, Sendable, CaseIterable {
    /// Each order's reservation is one record, and nothing that is over happens again.
    case recorded
    /// The same, but a release of what is not known yet leaves no mark.
    case unmarked
    /// A request is acted upon as often as it comes.
    case forgetful
  }
}
