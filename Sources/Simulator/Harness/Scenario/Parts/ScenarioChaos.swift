/// Faults that nobody planned: a nemesis draws them from the seed.
package struct ScenarioChaos: ScenarioPart {
  /// Which kinds of faults may happen; every kind that is recoverable when empty.
  package var kinds: [Kind] = []
  /// How often.
  package var intensity = Intensity.rough
  /// How many at most; any number when absent.
  package var budget: Int?
  /// The span of the run after which no more happen; the end of the run when absent.
  package var quietAfter: Duration?
  /// What the faults leave possible.
  package var guarantee = Guarantee.recoverable
  /// To whom they may happen; to every host and link when empty.
  package var on: [Selector] = []
  package var origin = Origin()

  package init() {}

  /// The kinds of faults, as they are called in `do`.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case drop, delay, duplicate, reorder, corrupt, refuse, hang
    case loseReply = "lose-reply"
    case partition, clog, hold, crash, stop, pause, slow, skew, disk, store, broker, processor
    case fail, replace
  }

  /// How often faults happen.
  package enum Intensity: String, CaseIterable, Hashable, Sendable {
    /// One now and then.
    case calm
    /// Several, sometimes two at a time.
    case rough
    /// Many at a time.
    case brutal
  }

  /// What faults leave possible.
  package enum Guarantee: String, CaseIterable, Hashable, Sendable {
    /// No data that was synced is lost everywhere, and everything heals.
    case recoverable
    /// Nothing is spared.
    case scorched
  }
}
