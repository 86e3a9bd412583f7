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
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// The kinds of faults, as they are called in `do`.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The message is lost.
    case drop
    /// It comes so much later.
    case delay
    /// It comes more than once.
    case duplicate
    /// Messages may overtake each other within such a span.
    case reorder
    /// It is changed under way.
    case corrupt
    /// The connection is refused at once.
    case refuse
    /// The request arrives nowhere and nobody says so.
    case hang
    /// The request is worked on, its reply is lost.
    case loseReply = "lose-reply"
    /// Groups of hosts cannot reach each other.
    case partition
    /// Links become slow.
    case clog
    /// Envelopes are held back until they are released.
    case hold
    /// Hosts stop at once and lose their memory.
    case crash
    /// Hosts are asked to finish and stop.
    case stop
    /// Hosts freeze and keep their memory.
    case pause
    /// Processing takes so many times as long, at least twice.
    case slow
    /// Wall clocks go wrong.
    case skew
    /// Disks go wrong.
    case disk
    /// Stores go wrong.
    case store
    /// The broker goes wrong.
    case broker
    /// The outside payment processor goes wrong.
    case processor
    /// The failpoint throws.
    case fail
    /// Code is held up at a failpoint, by chaos longer than any lease or timeout that it knows.
    case stall
    /// Hosts are given another version one after the other.
    case replace
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
