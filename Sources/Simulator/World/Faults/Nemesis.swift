import Engine
import Primitives

/// Draws faults from the seed: a whole plan before the run begins.
///
/// A plan can be listed, repeated without the seed, and made smaller fault by fault. Each seed
/// keeps a random part of the kinds and gives each a random weight, so that kinds that hide each
/// other's effects meet each other in some seeds only (swarm testing, after Groce; the weights are
/// TigerBeetle's). Times between faults are exponential, as FoundationDB's are; lengths are drawn
/// over orders of magnitude, as Jepsen's clock faults are.
package struct Nemesis {
  /// How often and how hard it strikes.
  package var preset: NemesisPreset
  /// What it leaves possible.
  package var guarantee: Guarantee
  /// The kinds that it may draw; every kind that the guarantee allows when empty.
  package var kinds: [FaultKind] = []
  /// The most faults that it plans.
  package var budget: Int?
  /// When the first fault may strike.
  package var begins = Duration.zero
  /// When the last fault is over; in scorched runs, when the last one strikes.
  package var quietAfter: Duration
  /// The hosts that it may strike, by index; every host when empty.
  package var hosts: [Int32] = []
  /// Outside parties' faults that it may draw.
  package var outsideFaults: [OutsideFault] = []
  /// The names of the failpoints that it may fail or crash at.
  package var failpoints: [String] = []
  /// Whether it may hold code up at these failpoints.
  package var stallsCode = false
  /// The longest lease or timeout that services count on; some of what is held up outlasts it.
  package var patience: Duration?

  /// What faults leave possible.
  package enum Guarantee: String, CaseIterable, Hashable, Sendable {
    /// Enough of every service stays up to make progress, no synced data is lost, all is healed.
    case recoverable
    /// Nothing is spared: for laws of safety only.
    case scorched
  }

  /// A nemesis that strikes until an instant, counted from the beginning of the run.
  package init(
    _ preset: NemesisPreset, _ guarantee: Guarantee = .recoverable, quietAfter: Duration
  ) {
    self.preset = preset
    self.guarantee = guarantee
    self.quietAfter = quietAfter
  }

  /// The kinds that a nemesis draws at all; the others undo something or need to be told what.
  package static let drawable: [FaultKind] = [
    .drop, .delay, .duplicate, .reorder, .corrupt, .refuse, .hang, .loseReply, .partition, .clog,
    .hold, .crash, .stop, .pause, .slow, .skew, .diskStall, .diskError, .diskFull, .diskTorn,
    .diskLie, .diskWipe, .storeFailover, .outside, .fail,
  ]

  /// The kinds that lose what was synced, which a recoverable run must not.
  package static let destructive: Set<FaultKind> = [.diskLie, .diskWipe, .storeFailover]

  /// The kinds that it may draw, before a seed takes its part.
  package var allowed: [FaultKind] {
    let wanted = kinds.isEmpty ? Nemesis.drawable : kinds
    return Nemesis.drawable.filter { kind in
      guard wanted.contains(kind) else { return false }
      if kind == .outside && outsideFaults.isEmpty { return false }
      if kind == .fail && failpoints.isEmpty { return false }
      return guarantee == .scorched || !Nemesis.destructive.contains(kind)
    }
  }

  /// Draws the plan of a seed for a cluster.
  package func plan(for cluster: Cluster) -> FaultPlan {
    var draft = NemesisDraft(self, cluster)
    return draft.plan()
  }
}
