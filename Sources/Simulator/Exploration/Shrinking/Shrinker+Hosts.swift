import Engine
import Harness
import Primitives

/// Fewer hosts, and plainer ones.
extension Shrinker {
  /// Leaves out services and hosts that nothing of the failure needs.
  func reduceHosts() {
    for (name, service) in best.scenario.services {
      if attempt({ $0.scenario.services[name] = nil }) { continue }
      reduceReplicas(of: name, service.replicas)
    }
    for index in best.scenario.network.links.indices.reversed() {
      attempt { $0.scenario.network.links.remove(at: index) }
    }
    attempt { $0.scenario.network.zones = [] }
  }

  private func reduceReplicas(of name: String, _ replicas: Int) {
    var count = replicas
    while count > 1 {
      let fewer = [1, count / 2, count - 1].first { fewer in
        fewer < count && attempt { $0.scenario.services[name]?.replicas = fewer }
      }
      guard let fewer else { return }
      count = fewer
    }
  }
}
