package import Engine
package import Primitives

/// What clients do: one command, once or many times.
package struct ScenarioWorkload: ScenarioPart {
  /// The name of the entry.
  package var id = ""
  /// Who acts.
  package var from = Selector.hosts(.client("client"))
  /// The command.
  package var command = ""
  /// What the command is called with.
  package var arguments = JSONNode(.object([]))
  /// When it happens, or begins to happen.
  package var at: Distribution?
  /// How often, whatever becomes of the earlier ones.
  package var rate: ScenarioRate?
  /// The time between two of them.
  package var every: Distribution?
  /// How many at most.
  package var count: Int?
  /// For how long.
  package var lasting: Duration?
  /// How many clients act, each one after its own earlier one is answered.
  package var users: Int?
  /// How long such a client waits between two.
  package var think = Distribution.constant(.zero)
  /// How keys are chosen where the command takes one.
  package var keys: ScenarioKeys?
  /// How long a client waits for an answer; until the run ends when absent.
  package var deadline: Duration?
  /// Whether a client tries again.
  package var retry: ScenarioRetry?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// How keys are chosen.
package struct ScenarioKeys: ScenarioPart {
  /// Which keys come how often.
  package var shape = Shape.uniform
  /// How many different ones there are.
  package var count = 100
  /// How many of the choices fall on the one hot key.
  package var hot = Ratio.percent(50)
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// Which keys come how often.
  package enum Shape: String, CaseIterable, Hashable, Sendable {
    /// Each as often as the other.
    case uniform
    /// The second half as often as the first, the third a third as often.
    case zipf
    /// One much more often than all others.
    case hotspot
    /// One after the other.
    case sequence
  }
}

/// How a client tries again.
package struct ScenarioRetry: ScenarioPart {
  /// How many tries there are, the first one included.
  package var attempts = 3
  /// The time before the second try.
  package var delay = Distribution.constant(.milliseconds(100))
  /// By how much the time grows with each further try.
  package var factor = 2
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// So many tries with the usual times between them.
  package init(attempts: Int) {
    self.attempts = attempts
  }
}

/// A stretch of the run with work and faults of its own.
package struct ScenarioPhase: ScenarioPart {
  /// The name of the phase.
  package var name = ""
  /// How long it lasts.
  package var lasting = Duration.zero
  /// What clients do in it, times counted from its beginning.
  package var workload: [ScenarioWorkload] = []
  /// What goes wrong in it, times counted from its beginning.
  package var faults: [ScenarioFault] = []
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}
