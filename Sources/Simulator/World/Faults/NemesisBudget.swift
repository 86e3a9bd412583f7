import Engine
import Primitives
import ServiceRuntime

/// Which hosts are disturbed when, so that enough of every service is left alone.
///
/// Of a service with several hosts at least one is never disturbed together with the others. A
/// service with a single host has none to spare; of all such services one at a time is disturbed.
struct NemesisBudget {
  private let services: [[Int32]]
  private let most: Int
  private var disturbances: [Disturbance] = []

  /// Hosts that are of no use for a time.
  private struct Disturbance {
    let hosts: [Int32]
    let from: Int64
    let until: Int64
  }

  init(_ cluster: Cluster, most: Int) {
    var services = OrderedDictionary<String, [Int32]>()
    for host in cluster.hosts { services[host.service.text, default: []].append(host.index) }
    self.services = services.values
    self.most = most
  }

  /// Notes that hosts are disturbed for a time, unless too few would be left.
  mutating func admit(_ hosts: [Int32], from: Int64, until: Int64) -> Bool {
    var disturbed = Set(hosts)
    for other in disturbances where other.from < until && from < other.until {
      disturbed.formUnion(other.hosts)
    }
    guard disturbed.count <= most || disturbed.count == hosts.count && hosts.count == 1 else {
      return false
    }
    var singles = 0
    for service in services {
      let gone = service.filter { disturbed.contains($0) }.count
      if service.count == 1 { singles += gone } else if gone == service.count { return false }
    }
    guard singles <= 1 else { return false }
    disturbances.append(Disturbance(hosts: hosts, from: from, until: until))
    return true
  }
}
