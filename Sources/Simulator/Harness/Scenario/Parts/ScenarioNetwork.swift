package import Engine
package import Primitives

/// How hosts reach each other.
package struct ScenarioNetwork: ScenarioPart {
  /// Every link that no other entry is about.
  package var fallback = ScenarioLink()
  /// Links of their own; the first that matches counts.
  package var links: [ScenarioLink] = []
  /// Delays between zones, added to those of the links.
  package var zones: [ScenarioZoneLatency] = []
  /// What a caller sees when no process listens.
  package var unreachable = Unreachable.refuse
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// What a caller sees when no process listens at the other end.
  package enum Unreachable: String, CaseIterable, Hashable, Sendable {
    /// An error at once.
    case refuse
    /// Nothing, until its own time limit ends the wait.
    case hang
  }
}

/// How envelopes fare on a link.
package struct ScenarioLink: ScenarioPart {
  /// The name of the entry.
  package var id: String?
  /// Which links are meant; all when absent.
  package var path: Selector?
  /// How long an envelope is under way.
  package var latency = Distribution.uniform(.milliseconds(1), .milliseconds(5))
  /// Now and then a further delay.
  package var tail: ScenarioTail?
  /// How many envelopes are lost.
  package var loss = Ratio.zero
  /// How many arrive twice.
  package var duplicate = Ratio.zero
  /// How many may overtake or be overtaken.
  package var reorder = Ratio.zero
  /// How many are changed under way.
  package var corrupt = ScenarioCorruption()
  /// How much the link carries; any amount when absent.
  package var bandwidth: ScenarioBandwidth?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// A further delay that some envelopes suffer.
package struct ScenarioTail: ScenarioPart {
  /// How many envelopes.
  package var probability = Ratio.zero
  /// How long.
  package var latency = Distribution.constant(.zero)
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// Change of envelopes under way.
package struct ScenarioCorruption: ScenarioPart {
  /// How many envelopes.
  package var probability = Ratio.zero
  /// Whether a checksum notices, so that the envelope is dropped instead of delivered.
  package var detected = true
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// How much a link carries.
package struct ScenarioBandwidth: ScenarioPart {
  /// Bytes a second.
  package var rate: Int64 = 1
  /// How many bytes may wait before more are dropped; as many as come when absent.
  package var queue: Int64?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// A link that carries so many bytes a second.
  package init(rate: Int64) {
    self.rate = rate
  }
}

/// The delay between two zones, in both directions.
package struct ScenarioZoneLatency: ScenarioPart {
  /// One zone.
  package var from = ""
  /// The other zone.
  package var to = ""
  /// How long an envelope is under way between them.
  package var latency = Distribution.constant(.zero)
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}
