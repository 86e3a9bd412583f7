package import Engine
import Primitives
package import ServiceRuntime

/// A simulated machine: one service's processes one after another, a clock, a disk, its health.
package final class Host {
  /// The host's name, such as `inventory-1`.
  package let name: String
  /// The host's place in traces and its index in the cluster.
  package let index: Int32
  /// The service that runs here.
  package let service: ServiceName
  /// How the host is set up.
  package let settings: HostSettings
  /// The host's clocks.
  package let clock: HostClock
  /// What survives a crash: the host's own disk, or that of the store it shares.
  package let disk: SimulatedDisk
  /// The host whose store this one uses beside its own processes; nothing means its own.
  private let sharedStore: Host?
  /// The present life of the service, if it lives.
  @exclusivity(unchecked) package internal(set) var process: HostProcess?
  /// How many lives there were.
  @exclusivity(unchecked) package internal(set) var incarnations = 0
  /// Whether the machine itself is off or cut off so hard that it does not even refuse calls.
  @exclusivity(unchecked) package internal(set) var isSilent = false
  /// Whether everything stands still here, with memory kept.
  @exclusivity(unchecked) package private(set) var isPaused = false

  /// The version of the service that runs here; the next life begins with it.
  @exclusivity(unchecked) package internal(set) var version = ""
  /// How many times as long as usual everything takes here, 1 when nothing is wrong.
  @exclusivity(unchecked) package private(set) var slowness = 1
  /// What follows the disk, if something does.
  package internal(set) var replica: Replica? {
    get { sharedStore.map(\.replica) ?? ownReplica }
    set { if let sharedStore { sharedStore.replica = newValue } else { ownReplica = newValue } }
  }
  @exclusivity(unchecked) private var ownReplica: Replica?
  /// Contents of the disk that were set aside, oldest first.
  package internal(set) var backups: [Backup] = []

  unowned(unsafe) let cluster: Cluster
  let key: StreamKey
  /// The named versions; the unnamed one that every host begins with is not among them.
  var versions = OrderedDictionary<String, (ServiceContext) throws -> any Service>()
  /// Whether a new process starts as soon as the present one has stopped.
  @exclusivity(unchecked) var startsAfterStop = false
  /// The number of the latest decision about the next life; earlier ones no longer count.
  @exclusivity(unchecked) var lifeDecision = 0
  /// How many lives in a row ended early.
  var earlyEnds = 0
  /// How far the replica follows behind.
  var replicaLag = Distribution.constant(.zero)
  /// How many lives the replica's disk had.
  var replicaCount = 0
  /// What a worker's task is called.
  let workerLabel: String
  private let ordinary: (ServiceContext) throws -> any Service
  private var kept: [Int] = []

  init(
    _ name: String, key: StreamKey, index: Int32, service: ServiceName, settings: HostSettings,
    cluster: Cluster, sharingStoreOf sharedStore: Host? = nil,
    make: @escaping (ServiceContext) throws -> any Service
  ) {
    self.name = name
    self.index = index
    self.service = service
    self.settings = settings
    self.cluster = cluster
    self.sharedStore = sharedStore
    ordinary = make
    workerLabel = "\(service.text) worker"
    self.key = key
    // What is set is read where it is kept: reading it from the parameter would copy all of it.
    clock = HostClock(
      cluster.simulation, offset: self.settings.clockOffset, drift: self.settings.clockDrift)
    disk =
      sharedStore?.disk
      ?? SimulatedDisk(
        simulation: cluster.simulation, place: index, name: name, profile: self.settings.disk)
    for step in self.settings.clockSteps {
      cluster.simulation.schedule(at: .zero + step.at, priority: .fault) { [clock] in
        clock.step(by: step.by)
      }
    }
    sharedStore?.isStoreShared = true
    if let lag = self.settings.replicaLag, sharedStore == nil { follow(behind: lag) }
  }

  /// The host that the store belongs to: itself, unless it uses another one's.
  package var storeHost: Host { sharedStore?.storeHost ?? self }

  /// Whether the store is a database of its own, in front of which several hosts stand.
  ///
  /// Such a store does not crash with a process: what the process had not committed is undone.
  var sharesStore: Bool { isStoreShared || sharedStore != nil }
  private var isStoreShared = false

  /// The hosts that use the same store, itself among them.
  package var storeSharers: [Host] {
    cluster.hosts.filter { $0.storeHost === storeHost }
  }

  /// The process that takes requests now, if there is one.
  var acceptingProcess: HostProcess? {
    guard let process, process.isAccepting else { return nil }
    return process
  }

  /// Whether a process can start with a version.
  func offers(_ version: String) -> Bool {
    version.isEmpty || versions[version] != nil
  }

  /// Makes the service's code of the present version.
  func make(_ context: ServiceContext) throws -> any Service {
    if version.isEmpty { return try ordinary(context) }
    guard let make = versions[version] else {
      preconditionFailure("\(name) runs version '\(version)', offered are \(versions.keys)")
    }
    return try make(context)
  }

  // MARK: Standing still

  /// Keeps back an envelope that reached the host while it stands still.
  func keep(_ slot: Int) {
    kept.append(slot)
  }

  func pause() {
    isPaused = true
    process?.home.executor.isPaused = true
  }

  /// Goes on, and hands over what was kept back.
  func resume() {
    isPaused = false
    process?.home.executor.isPaused = false
    let slots = kept
    kept = []
    cluster.network.deliverKept(slots, to: self)
  }

  // MARK: Speed

  /// What every resumption of a task costs now, in nanoseconds; nothing at the usual speed.
  var resumptionCost: Int64 {
    Int64(slowness - 1) * settings.resumptionCost.nanoseconds
  }

  /// Makes everything take so many times as long; 1 is the usual speed.
  package func slow(by factor: Int) {
    precondition(factor >= 1, "a host can be slow by a factor of 1 or more, got \(factor)")
    slowness = factor
    process?.home.executor.cost = resumptionCost
  }
}

/// How a host is set up.
package struct HostSettings: Hashable, Sendable {
  /// How the disk behaves.
  package var disk = DiskProfile()
  /// How the store on it behaves.
  package var store = StoreSettings()
  /// How wrong the wall clock is at the beginning.
  package var clockOffset = Duration.zero
  /// How fast the wall clock runs, in billionths above or below the truth.
  package var clockDrift: Int64 = 0
  /// What happens after a crash.
  package var restart = RestartPolicy.always(after: .milliseconds(500))
  /// How long a process takes from its start until its service's `start` is called.
  package var startup = Duration.zero
  /// How long draining may take.
  package var drainLimit = Duration.seconds(30)
  /// How long a handler keeps the processor before it runs; nothing means no time at all.
  package var processing: Distribution?
  /// How long handlers of certain methods keep it, in place of `processing`.
  package var handlers: [HandlerTime] = []
  /// What a resumption of a task costs at the usual speed; it counts on a slow host only.
  package var resumptionCost = Duration.microseconds(50)
  /// How many requests are worked on at once; nothing means no bound.
  package var concurrency: Int?
  /// How many requests may wait for their turn, where the number at once is bounded.
  package var queue = Int.max
  /// What happens to a request that finds no room to wait.
  package var overflow = Overflow.reject
  /// When the wall clock jumps of itself, and by how much.
  package var clockSteps: [ClockStep] = []
  /// How far a replica follows behind the disk; nothing means that none does.
  package var replicaLag: Distribution?
  /// The zone that the host stands in, for latencies between zones.
  package var zone = ""

  package init() {}

  /// How long the handler of a method keeps the processor.
  package struct HandlerTime: Hashable, Sendable {
    /// The method.
    package var method: Method
    /// How long a request of it takes, beside what the code itself waits for.
    package var processing: Distribution

    package init(_ method: Method, _ processing: Distribution) {
      self.method = method
      self.processing = processing
    }
  }

  /// What happens to a request that finds no room to wait.
  package enum Overflow: Hashable, Sendable {
    /// It is turned away.
    case reject
    /// The one that has waited longest is turned away in its place.
    case dropOldest
    /// It waits all the same, on its connection.
    case block
  }

  /// A jump of a wall clock.
  package struct ClockStep: Hashable, Sendable {
    /// When, counted from the beginning of the run.
    package var at: Duration
    /// By how much; negative is back.
    package var by: Duration

    package init(at: Duration, by: Duration) {
      self.at = at
      self.by = by
    }
  }
}

/// What happens after a crash.
package enum RestartPolicy: Hashable, Sendable {
  /// The host stays down.
  case never
  /// A new process starts after a delay.
  case always(after: Duration)
  /// A new process starts after a delay that doubles with each crash up to a bound; a life that
  /// lasted longer than the bound begins the series anew.
  case backoff(first: Duration, longest: Duration)

  /// The delay before the next life; nothing means no further life.
  ///
  /// - Parameter lives: how many in a row ended early, at least one.
  package func delay(afterLives lives: Int) -> Duration? {
    switch self {
    case .never: nil
    case .always(let delay): delay
    case .backoff(let first, let longest):
      min(longest, first * (1 << min(max(lives - 1, 0), 20)))
    }
  }

  /// How long a life must last for the next delay to be the first one again.
  var longest: Duration {
    switch self {
    case .never, .always: .zero
    case .backoff(_, let longest): longest
    }
  }
}
