/// How far a run may go; one that reaches a limit is undecided.
package struct ScenarioLimits: ScenarioPart {
  /// Virtual time, without the time to settle.
  package var time = Duration.seconds(60)
  /// Events.
  package var events = 1_000_000
  /// Pending events.
  package var queue = 100_000
  /// Time on the wall.
  package var wall = Duration.seconds(30)
  /// Bytes of memory.
  package var memory: Int64 = 1 << 30
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// The calm at the end, before the last checks.
package struct ScenarioSettle: ScenarioPart {
  /// Whether faults are undone first.
  package var heal = true
  /// How long it lasts at most.
  package var lasting = Duration.seconds(10)
  /// What ends it.
  package var until = Until.idle
  /// The hosts that are healed, everybody where nothing is said.
  package var core: [Selector] = [.hosts(.everything)]
  /// Whether of each service in the core only a majority is healed, which the seed chooses.
  package var isMajority = false
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// What ends the calm.
  package enum Until: String, CaseIterable, Hashable, Sendable {
    /// That nothing is under way any more.
    case idle
    /// That its time is over.
    case time
  }
}

/// Which runs are made.
package struct ScenarioSearch: ScenarioPart {
  /// The seeds.
  package var seeds = SeedSelection(1...100)
  /// How the order of tasks is chosen.
  package var strategy = Strategy.random
  /// How many runs at most; one for each seed when absent.
  package var budget: Int?
  /// After how many failures the sweep ends; never before the end when absent.
  package var stopAfter: Int?
  /// Whether failures are made small.
  package var shrink = true
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// How the order of tasks is chosen.
  package enum Strategy: String, CaseIterable, Hashable, Sendable {
    /// Drawn from the seed.
    case random
    /// Drawn, with few changes of priority.
    case pct
    /// One after the other, all there are.
    case exhaustive
    /// Near those that reached something new.
    case coverage
    /// Drawn, and with it a part of the kinds of faults, how hard they strike, sizes and policy.
    case swarm
  }
}

/// What of a run is kept.
package struct ScenarioRecord: ScenarioPart {
  /// How much.
  package var level = Level.messages
  /// The fields of commands, messages and records whose values no report shows.
  package var redact: [String] = []
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// How much of a run is kept.
  package enum Level: String, CaseIterable, Hashable, Sendable {
    /// The verdicts alone.
    case verdict
    /// The messages too.
    case messages
    /// Everything.
    case full
  }
}

/// What the writer of the scenario expects to come out.
package struct ScenarioExpectation: ScenarioPart {
  /// The judgement.
  package var verdict = Verdict.holds
  /// The law that is broken.
  package var property: String?
  /// The seed under which it is.
  package var seed: SeedSelection?
  /// The digest of the trace.
  package var digest: String?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// The judgement that is expected.
  package enum Verdict: String, CaseIterable, Hashable, Sendable {
    /// Every law holds under every seed.
    case holds
    /// The law is broken under every seed.
    case violated
    /// The law is broken under at least one seed of a sweep.
    case sometimesViolated = "sometimes-violated"
  }
}
