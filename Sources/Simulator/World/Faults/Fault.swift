package import Engine
package import Primitives

/// Everything that can go wrong, as values.
///
/// The table in ``FailureModel`` says what each does, what survives it and what a caller may
/// conclude.
package enum Fault: Hashable, Sendable {
  // To a message, or to every message of a link.
  case drop
  case delay(Distribution)
  case duplicate(copies: Int = 1, after: Distribution)
  case reorder(within: Duration)
  case corrupt(MessageFate.Damage)
  case refuse
  case hang
  case loseReply
  // To links.
  case partition(Partition)
  case heal
  case clog(Distribution, bandwidth: Int64? = nil)
  case hold
  case release
  // To hosts.
  case crash(wipesDisk: Bool = false, takesMachine: Bool = false)
  case restart
  case stop(grace: Duration? = nil)
  case pause
  case resume
  case slow(Int)
  case skew(ClockSkew)
  case replace(Replacement)
  // To what hosts rely on.
  case disk(Disk)
  case store(Store)
  case outside(OutsideFault)
  // To code.
  case fail(String)

  /// What happens to a disk.
  package enum Disk: Hashable, Sendable {
    /// Commits wait so long.
    case stall(Distribution)
    /// So many commits cannot be written.
    case error(Ratio)
    /// Nothing more fits.
    case full
    /// Syncs report success and sync nothing.
    case lie
    /// The next crash tears a commit.
    case torn
    /// Everything on it is lost.
    case wipe
  }

  /// What happens to a store.
  package enum Store: Hashable, Sendable {
    /// It is away so long and comes back as its replica knew it.
    case failover(Distribution)
    /// Its replica follows so far behind.
    case lag(Distribution)
    /// Its contents are set aside.
    case backup
    /// What was set aside last comes back.
    case restore
  }

  /// The kind of the fault.
  package var kind: FaultKind {
    switch self {
    case .drop: .drop
    case .delay: .delay
    case .duplicate: .duplicate
    case .reorder: .reorder
    case .corrupt: .corrupt
    case .refuse: .refuse
    case .hang: .hang
    case .loseReply: .loseReply
    case .partition: .partition
    case .heal: .heal
    case .clog: .clog
    case .hold: .hold
    case .release: .release
    case .crash: .crash
    case .restart: .restart
    case .stop: .stop
    case .pause: .pause
    case .resume: .resume
    case .slow: .slow
    case .skew: .skew
    case .replace: .replace
    case .disk(let disk): disk.kind
    case .store(let store): store.kind
    case .outside: .outside
    case .fail: .fail
    }
  }
}

extension Fault.Disk {
  fileprivate var kind: FaultKind {
    switch self {
    case .stall: .diskStall
    case .error: .diskError
    case .full: .diskFull
    case .lie: .diskLie
    case .torn: .diskTorn
    case .wipe: .diskWipe
    }
  }
}

extension Fault.Store {
  fileprivate var kind: FaultKind {
    switch self {
    case .failover: .storeFailover
    case .lag: .storeLag
    case .backup: .storeBackup
    case .restore: .storeRestore
    }
  }
}

/// A wall clock that goes wrong; what is not given stays as it is.
package struct ClockSkew: Hashable, Sendable {
  /// By how much it jumps; negative is back.
  package var jump: Duration?
  /// By how many billionths it is too fast from then on.
  package var drift: Int64?
  /// How far it is ahead from then on, whatever it was before.
  package var offset: Duration?
  /// By how much it jumps forth and back.
  package var strobe: Duration?
  /// How long it stays after each jump forth or back.
  package var strobePeriod = Duration.seconds(1)

  package init(
    jump: Duration? = nil, drift: Int64? = nil, offset: Duration? = nil, strobe: Duration? = nil,
    strobePeriod: Duration = .seconds(1)
  ) {
    self.jump = jump
    self.drift = drift
    self.offset = offset
    self.strobe = strobe
    self.strobePeriod = strobePeriod
  }
}

/// Hosts that are given another version one after the other.
package struct Replacement: Hashable, Sendable {
  /// The version.
  package var version: String
  /// How many hosts at a time.
  package var batch: Int
  /// How long between two batches.
  package var pause: Duration

  package init(version: String, batch: Int = 1, pause: Duration = .seconds(1)) {
    self.version = version
    self.batch = batch
    self.pause = pause
  }
}
