/// How an inventory keeps units for orders.
package struct ReservationRules: Sendable, Hashable {
  /// How long units are kept; longer than a checkout may take until it is decided.
  package var hold: Duration
  /// What a request meets that the order's reservation has seen before, or not yet.
  package var memory: Memory

  /// Rules of the given parts.
  ///
  /// - Precondition: the hold is positive.
  package init(hold: Duration = .seconds(300), memory: Memory = .recorded) {
    precondition(hold > .zero, "units must be kept for a time, got \(hold)")
    self.hold = hold
    self.memory = memory
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
