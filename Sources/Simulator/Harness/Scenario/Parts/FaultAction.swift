package import Engine
package import Primitives

/// What happens when a fault happens.
package enum FaultAction: Equatable, Sendable {
  // To a message, or to every message of a link.
  case drop
  case delay(Distribution)
  case duplicate(DuplicateFault)
  case reorder(Duration)
  case corrupt(CorruptFault)
  case refuse
  case hang
  case loseReply
  // To links.
  case partition(PartitionFault)
  case heal
  case clog(ClogFault)
  case hold
  case release
  // To hosts.
  case crash(CrashFault)
  case restart
  case stop(StopFault)
  case pause
  case resume
  case slow(Int)
  case skew(SkewFault)
  case replace(ReplaceFault)
  // To what hosts rely on.
  case disk(DiskFault)
  case store(StoreFault)
  case broker(BrokerFault)
  case processor(ProcessorFault)
  // To code.
  case fail(FailFault)

  /// What happens to a disk.
  package enum DiskFault: Hashable, Sendable {
    case stall(Distribution)
    case error(Ratio)
    case full
    case lie
    case torn
    case wipe
  }

  /// What happens to a store.
  package enum StoreFault: Hashable, Sendable {
    case failover(Distribution)
    case lag(Distribution)
    case backup
    case restore
  }

  /// What happens to the broker.
  package enum BrokerFault: Hashable, Sendable {
    case stall(Distribution)
    case lose(Ratio)
    case duplicate(Ratio)
    case delay(Distribution)
    case reorder
    case redeliver
  }

  /// What the outside payment processor does.
  package enum ProcessorFault: Hashable, Sendable {
    case decline
    case timeoutAfterCharge
    case duplicateAnswer
    case slow(Distribution)
    case down
  }
}

/// Copies of a message.
package struct DuplicateFault: ScenarioPart {
  /// How many copies arrive beside the message itself.
  package var copies = 1
  /// How long after the message.
  package var after = Distribution.uniform(.zero, .milliseconds(10))
  package var origin = Origin()

  package init() {}
}

/// Change of a message.
package struct CorruptFault: ScenarioPart {
  /// Whether a checksum notices, so that the message is dropped instead of delivered.
  package var detected = true
  package var origin = Origin()

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
  package var origin = Origin()

  package init() {}

  /// How hosts are divided.
  package enum Shape: String, CaseIterable, Hashable, Sendable {
    /// Those that the fault is about on one side, all others on the other.
    case isolate
    /// Two halves, drawn from the seed.
    case halves
    /// Two halves and one host that reaches both.
    case bridge
    /// Each host reaches a majority, no two the same.
    case ring
  }
}

/// A slow link.
package struct ClogFault: ScenarioPart {
  /// How long every envelope is under way in addition.
  package var latency = Distribution.constant(.seconds(1))
  /// How many bytes a second pass; as before when absent.
  package var bandwidth: Int64?
  package var origin = Origin()

  package init() {}
}

/// A host that stops at once.
package struct CrashFault: ScenarioPart {
  /// Whether its disk is lost too.
  package var wipeDisk = false
  package var origin = Origin()

  package init() {}
}

/// A host that is asked to stop.
package struct StopFault: ScenarioPart {
  /// How long it may finish its work.
  package var grace = Duration.seconds(10)
  package var origin = Origin()

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
  package var origin = Origin()

  package init() {}
}

/// A wall clock that jumps forth and back.
package struct StrobeFault: ScenarioPart {
  /// By how much.
  package var by = Duration.zero
  /// How long it stays.
  package var every = Duration.seconds(1)
  package var origin = Origin()

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
  package var origin = Origin()

  package init() {}
}

/// A failpoint that throws.
package struct FailFault: ScenarioPart {
  /// What the error says.
  package var message = "injected failure"
  package var origin = Origin()

  package init() {}
}
