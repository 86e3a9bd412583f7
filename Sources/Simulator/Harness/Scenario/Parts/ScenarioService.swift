package import Engine
package import Primitives

/// A service of the scenario: what it runs, on how many hosts, and how good these are.
package struct ScenarioService: ScenarioPart {
  /// The registered kind of service.
  package var kind = ""
  /// On how many hosts it runs, named after the service and counted from one.
  package var replicas = 1
  /// The zone its hosts stand in.
  package var zone: String?
  /// The version its code says it has.
  package var version: String?
  /// Other versions that a fault can replace it with, by name.
  package var versions = OrderedDictionary<String, ScenarioVersion>()
  /// What the service itself is configured with.
  package var config = JSONNode(.object([]))
  /// What its store holds before the run begins.
  package var seed = JSONNode(.object([]))
  /// Mistakes that are planted where its code meets its surroundings.
  package var slips: [Slip] = []
  /// How many requests a host works on at a time; as many as come when absent.
  package var concurrency: Int?
  /// Where requests wait that are not worked on yet; without a bound when absent.
  package var queue: ScenarioQueue?
  /// Processing time of each request.
  package var cpu = Distribution.constant(.zero)
  /// Processing time by message type, in place of the common one.
  package var handlers = OrderedDictionary<String, Distribution>()
  /// How long a host takes from its start until it answers.
  package var startup = Distribution.constant(.zero)
  /// What happens after a crash.
  package var restart = ScenarioRestart()
  /// The disk of each host.
  package var disk = ScenarioDisk()
  /// The store of each host.
  package var store = ScenarioStore()
  /// The wall clock of each host.
  package var clock = ScenarioClock()
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// Where requests wait before a host works on them.
package struct ScenarioQueue: ScenarioPart {
  /// How many may wait.
  package var limit = 1
  /// What happens to one too many.
  package var overflow = Overflow.reject
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// A queue of a size that turns away what does not fit.
  package init(limit: Int) {
    self.limit = limit
  }

  /// What happens to a request that finds the queue full.
  package enum Overflow: String, CaseIterable, Hashable, Sendable {
    /// It is turned away.
    case reject
    /// It takes the place of the one that has waited longest.
    case dropOldest
    /// Its sender waits.
    case block
  }
}

/// What happens to a host after a crash.
package struct ScenarioRestart: ScenarioPart {
  /// When it starts again.
  package var policy = Policy.always
  /// How long after the crash; the first time with a growing delay.
  package var delay = Distribution.constant(.seconds(1))
  /// The longest delay when delays grow.
  package var longest = Duration.seconds(60)
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// The policy with the usual delays.
  package init(policy: Policy) {
    self.policy = policy
  }

  /// When a crashed host starts again.
  package enum Policy: String, CaseIterable, Hashable, Sendable {
    /// Only when a fault says so.
    case never
    /// After the delay.
    case always
    /// After a delay that doubles with each crash.
    case backoff
  }
}

/// The disk of a host.
package struct ScenarioDisk: ScenarioPart {
  /// How long a write takes.
  package var write = Distribution.constant(.zero)
  /// How long a commit takes, beside its sync.
  package var commit = Distribution.constant(.zero)
  /// How long a sync takes.
  package var fsync = Distribution.constant(.zero)
  /// Whether a crash loses what was not synced.
  package var loseUnsyncedOnCrash = true
  /// Whether a crash may leave the last write half done.
  package var tornWrites = false
  /// Whether a sync may say it is done before it is.
  package var lyingFsync = false
  /// How many operations fail.
  package var ioErrors = Ratio.zero
  /// How many reads come back damaged, which the store notices.
  package var corruption = Ratio.zero
  /// How many bytes fit; as many as come when absent.
  package var capacity: Int64?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// The store of a host.
package struct ScenarioStore: ScenarioPart {
  /// What transactions may see of each other.
  package var isolation = Isolation.serializable
  /// How long a transaction waits for a lock.
  package var lockTimeout = Duration.seconds(5)
  /// How many transactions may be open; as many as come when absent.
  package var connections: Int?
  /// Whether all hosts of the service use one store; otherwise each has its own.
  package var shared = true
  /// The copy that follows it, to be read from or to fail over to; none when absent.
  package var replica: ScenarioReplica?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// What transactions may see of each other.
  package enum Isolation: String, CaseIterable, Hashable, Sendable {
    /// Whatever has been committed, also in between.
    case readCommitted = "read-committed"
    /// The state at the beginning.
    case snapshot
    /// As if one ran after the other.
    case serializable
  }
}

/// Another version of a service, to be replaced with during a run.
package struct ScenarioVersion: ScenarioPart {
  /// What differs in its configuration; everything else is as in the version that runs first.
  package var config = JSONNode(.object([]))
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// The copy that follows a store.
package struct ScenarioReplica: ScenarioPart {
  /// How long a change takes from its commit to its arrival.
  package var lag = Distribution.constant(.zero)
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// The wall clock of a host.
package struct ScenarioClock: ScenarioPart {
  /// How far it is ahead at the beginning; negative when behind.
  package var offset = Duration.zero
  /// By how many parts in a million it is too fast; negative when too slow.
  package var drift = 0
  /// Its jumps.
  package var steps: [ScenarioClockStep] = []
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// A jump of a wall clock.
package struct ScenarioClockStep: ScenarioPart {
  /// When it jumps.
  package var at = Duration.zero
  /// By how much; negative is back.
  package var by = Duration.zero
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}
