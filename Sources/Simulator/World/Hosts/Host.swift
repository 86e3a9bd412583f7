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
  /// What survives a crash.
  package let disk: SimulatedDisk
  /// The present life of the service, if it lives.
  @exclusivity(unchecked) package internal(set) var process: HostProcess?
  /// How many lives there were.
  package internal(set) var incarnations = 0
  /// Whether the machine itself is off or cut off so hard that it does not even refuse calls.
  package internal(set) var isSilent = false
  /// Whether everything stands still here, with memory kept.
  @exclusivity(unchecked) package private(set) var isPaused = false

  unowned(unsafe) let cluster: Cluster
  let key: StreamKey
  let make: (ServiceContext) throws -> any Service
  private var keptForResume: [() -> Void] = []

  init(
    _ name: String, index: Int32, service: ServiceName, settings: HostSettings,
    cluster: Cluster, make: @escaping (ServiceContext) throws -> any Service
  ) {
    self.name = name
    self.index = index
    self.service = service
    self.settings = settings
    self.cluster = cluster
    self.make = make
    key = StreamKey(name)
    clock = HostClock(
      cluster.simulation, offset: settings.clockOffset, drift: settings.clockDrift)
    disk = SimulatedDisk(
      simulation: cluster.simulation, place: index, name: name, profile: settings.disk)
  }

  /// The process that takes requests now, if there is one.
  var acceptingProcess: HostProcess? {
    guard let process, process.isAccepting else { return nil }
    return process
  }

  /// Keeps back what reaches a paused host.
  func keepForResume(_ body: @escaping () -> Void) {
    keptForResume.append(body)
  }

  func pause() {
    isPaused = true
    process?.home.executor.isPaused = true
  }

  func resume() {
    isPaused = false
    process?.home.executor.resume()
    let kept = keptForResume
    keptForResume = []
    for body in kept { body() }
  }

  /// Forgets what waited for a resumption; it reached a machine that died.
  func dropKept() {
    isPaused = false
    keptForResume = []
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
  /// How many requests are worked on at once; nothing means no bound.
  package var concurrency: Int?
  /// How many requests may wait for their turn, where the number at once is bounded.
  package var queue = Int.max
  /// The zone that the host stands in, for latencies between zones.
  package var zone = ""

  package init() {}
}

/// What happens after a crash.
package enum RestartPolicy: Hashable, Sendable {
  /// The host stays down.
  case never
  /// A new process starts after a delay.
  case always(after: Duration)
  /// A new process starts after a delay that doubles with each crash up to a bound.
  case backoff(first: Duration, longest: Duration)

  /// The delay before the next life, given how many there were; nothing means no further life.
  package func delay(afterLives lives: Int) -> Duration? {
    switch self {
    case .never: nil
    case .always(let delay): delay
    case .backoff(let first, let longest):
      min(longest, first * (1 << min(max(lives - 1, 0), 20)))
    }
  }
}
