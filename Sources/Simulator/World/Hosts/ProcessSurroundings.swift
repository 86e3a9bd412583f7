import Engine
import Primitives
import ServiceRuntime

/// What one life of a service sees of the world: time, chance, tasks, calls and the rest.
///
/// One object for all of it, since a world of a handful of hosts spends as much on making and
/// freeing objects as on messages. The parts that not every service uses are made when first
/// needed.
final class ProcessSurroundings {
  unowned(unsafe) let process: HostProcess
  /// The host, which the cluster keeps; a process may be gone before its last task.
  unowned(unsafe) let host: Host
  let simulation: Simulation
  let cluster: Cluster
  let network: Network
  /// The host's place.
  let place: Int32
  /// How many lives of the service there were before.
  let incarnation: Int
  /// Whom this process calls.
  @exclusivity(unchecked) var routes: [Route] = []
  /// The words that the process draws from, once it has drawn one.
  @exclusivity(unchecked) var chance: Chance?
  /// What the draws of spans begin with, once there was one.
  @exclusivity(unchecked) var spanKey: StreamKey?
  /// How many spans began here.
  @exclusivity(unchecked) var spanCount: UInt64 = 0

  init(_ process: HostProcess) {
    self.process = process
    host = process.host
    cluster = host.cluster
    simulation = cluster.simulation
    network = cluster.network
    place = host.index
    incarnation = process.incarnation
  }

  /// A service's hosts, and which of them was asked last.
  struct Route {
    let word: UInt64
    let hosts: [Int32]
    /// The first host, and whether it is the only one; most services have one.
    let first: Int32
    let isSingle: Bool
    var turn = -1
    /// What callers are told who got no reply in time; equal for all of them, so made once.
    var lateness: RPCError?

    init(word: UInt64, hosts: [Int32], first: Int32) {
      self.word = word
      self.hosts = hosts
      self.first = first
      isSingle = hosts.count == 1
    }
  }

  /// Chance for one life of a service.
  struct Chance {
    let stream: RandomStream
    /// The draws of code whose task nobody knows.
    var others: RandomStream
  }
}
