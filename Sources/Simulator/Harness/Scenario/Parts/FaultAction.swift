package import Engine
package import Primitives

/// What happens when a fault happens.
package enum FaultAction: Equatable, Sendable {
  // To a message, or to every message of a link.
  /// The message is lost.
  case drop
  /// It comes so much later.
  case delay(Distribution)
  /// It comes more than once.
  case duplicate(DuplicateFault)
  /// Messages may overtake each other within such a span.
  case reorder(Duration)
  /// It is changed under way.
  case corrupt(CorruptFault)
  /// The connection is refused at once.
  case refuse
  /// The request arrives nowhere and nobody says so.
  case hang
  /// The request is worked on, its reply is lost.
  case loseReply
  // To links.
  /// Groups of hosts cannot reach each other.
  case partition(PartitionFault)
  /// Partitions end.
  case heal
  /// Links become slow.
  case clog(ClogFault)
  /// Envelopes are held back until they are released.
  case hold
  /// Envelopes that were held back go on.
  case release
  // To hosts.
  /// Hosts stop at once and lose their memory.
  case crash(CrashFault)
  /// Hosts start again.
  case restart
  /// Hosts are asked to finish and stop.
  case stop(StopFault)
  /// Hosts freeze and keep their memory.
  case pause
  /// Hosts thaw.
  case resume
  /// Processing takes so many times as long, at least twice.
  case slow(Int)
  /// Wall clocks go wrong.
  case skew(SkewFault)
  /// Hosts are given another version one after the other.
  case replace(ReplaceFault)
  // To what hosts rely on.
  /// Disks go wrong.
  case disk(DiskFault)
  /// Stores go wrong.
  case store(StoreFault)
  /// The broker goes wrong.
  case broker(BrokerFault)
  /// The outside payment processor goes wrong.
  case processor(ProcessorFault)
  // To code.
  /// The failpoint throws.
  case fail(FailFault)

  /// What happens to a disk.
  package enum DiskFault: Hashable, Sendable {
    /// Nothing is done for so long.
    case stall(Distribution)
    /// So many operations fail.
    case error(Ratio)
    /// Nothing more fits.
    case full
    /// Syncs say they are done before they are.
    case lie
    /// The next crash leaves the last write half done.
    case torn
    /// Everything on it is lost.
    case wipe
  }

  /// What happens to a store.
  package enum StoreFault: Hashable, Sendable {
    /// It is away so long and comes back without its last writes.
    case failover(Distribution)
    /// Reads see the state of so long ago.
    case lag(Distribution)
    /// Its content is set aside.
    case backup
    /// The content that was set aside comes back.
    case restore
  }

  /// What happens to the broker.
  package enum BrokerFault: Hashable, Sendable {
    /// Nothing is done for so long.
    case stall(Distribution)
    /// So many events are lost.
    case lose(Ratio)
    /// So many events are delivered twice.
    case duplicate(Ratio)
    /// It comes so much later.
    case delay(Distribution)
    /// Events are delivered out of order.
    case reorder
    /// Everything that was delivered is delivered again.
    case redeliver
  }

  /// What the outside payment processor does.
  package enum ProcessorFault: Hashable, Sendable {
    /// It declines.
    case decline
    /// It charges and never answers.
    case timeoutAfterCharge
    /// It answers twice.
    case duplicateAnswer
    /// It answers so much later.
    case slow(Distribution)
    /// It cannot be reached.
    case down
  }
}

/// Copies of a message.
package struct DuplicateFault: ScenarioPart {
  /// How many copies arrive beside the message itself.
  package var copies = 1
  /// How long after the message.
  package var after = Distribution.uniform(.zero, .milliseconds(10))
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// Change of a message.
package struct CorruptFault: ScenarioPart {
  /// Whether a checksum notices, so that the message is dropped instead of delivered.
  package var detected = true
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// A cut of the network.
package struct PartitionFault: ScenarioPart {
  /// How the hosts are divided when no groups are given.
  package var shape = Shape.isolate
  /// The groups that cannot reach each other.
  package var between: [Selector] = []
  /// Whether only messages from the first group to the others are lost.
  package var oneWay = false
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}

  /// How hosts are divided.
  package enum Shape: String, CaseIterable, Hashable, Sendable {
    /// Those that the fault is about on one side, all others on the other.
    case isolate
    /// Two halves, drawn from the seed.
    case halves
    /// Two halves and one host that reaches both.
    case bridge
    /// Each host reaches its two neighbours only, in an order drawn from the seed.
    case ring
    /// Each host reaches a majority, no two the same.
    case majorityRing = "majority-ring"
  }
}

/// A slow link.
package struct ClogFault: ScenarioPart {
  /// How long every envelope is under way in addition.
  package var latency = Distribution.constant(.seconds(1))
  /// How many bytes a second pass; as before when absent.
  package var bandwidth: Int64?
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// A host that stops at once.
package struct CrashFault: ScenarioPart {
  /// Whether its disk is lost too.
  package var wipeDisk = false
  /// Whether the machine goes down with its process, so that callers are not even refused.
  package var machine = false
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// A host that is asked to stop.
package struct StopFault: ScenarioPart {
  /// How long it may finish its work.
  package var grace = Duration.seconds(10)
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// A wall clock that goes wrong.
package struct SkewFault: ScenarioPart {
  /// By how much it jumps; negative is back.
  package var jump: Duration?
  /// By how many parts in a million it is too fast from then on.
  package var drift: Int?
  /// How far it is ahead from then on, whatever it was before.
  package var offset: Duration?
  /// Jumps forth and back.
  package var strobe: StrobeFault?
  /// Whether nothing says how it goes wrong.
  package var isEmpty: Bool { jump == nil && drift == nil && offset == nil && strobe == nil }
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// A wall clock that jumps forth and back.
package struct StrobeFault: ScenarioPart {
  /// By how much.
  package var by = Duration.zero
  /// How long it stays.
  package var every = Duration.seconds(1)
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// Hosts that are given another version one after the other.
package struct ReplaceFault: ScenarioPart {
  /// The version.
  package var version = ""
  /// How many at a time.
  package var batch = 1
  /// How long between two.
  package var pause = Duration.seconds(1)
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

/// A failpoint that throws.
package struct FailFault: ScenarioPart {
  /// What the error says.
  package var message = "injected failure"
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}
