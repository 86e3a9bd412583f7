import Engine
import Harness
import Primitives

/// Fewer things that are drawn: delays that are always the same, links that lose nothing.
extension Shrinker {
  /// Replaces what is drawn by what it usually is.
  func reduceDraws() {
    fix(\.network.fallback.latency)
    let plain = ScenarioLink()
    attempt { failing in
      var link = failing.scenario.network.fallback
      (link.tail, link.loss, link.duplicate) = (nil, plain.loss, plain.duplicate)
      (link.reorder, link.corrupt, link.bandwidth) = (plain.reorder, plain.corrupt, nil)
      failing.scenario.network.fallback = link
    }
    for name in best.scenario.services.keys { reduceDraws(of: name) }
  }

  private func reduceDraws(of name: String) {
    func change(_ body: (inout ScenarioService) -> Void) {
      attempt { failing in
        guard var service = failing.scenario.services[name] else { return }
        body(&service)
        failing.scenario.services[name] = service
      }
    }
    change { $0.clock = ScenarioClock() }
    change { $0.disk = ScenarioDisk() }
    change { $0.cpu = .constant(.zero) }
    change { $0.handlers = OrderedDictionary() }
    change { $0.startup = .constant(.zero) }
    change { $0.zone = nil }
    change { $0.disk.commit = $0.disk.commit.usual }
    change { $0.disk.write = $0.disk.write.usual }
    change { $0.disk.fsync = $0.disk.fsync.usual }
    change { $0.restart.delay = $0.restart.delay.usual }
  }

  private func fix(_ path: WritableKeyPath<Scenario, Distribution>) {
    attempt { $0.scenario[keyPath: path] = .constant(.milliseconds(1)) }
    attempt { failing in
      failing.scenario[keyPath: path] = failing.scenario[keyPath: path].usual
    }
  }
}

extension Distribution {
  /// The one span that stands for the shape; itself where none is as good as another.
  fileprivate var usual: Distribution {
    switch self {
    case .constant: self
    case .uniform(let least, let most): .constant(least + (most - least) / 2)
    case .exponential(let mean): .constant(mean)
    case .normal(let mean, _): .constant(mean)
    case .logNormal(let median, _): .constant(median)
    case .pareto(let least, _): .constant(least)
    case .empirical(let values): values.first.map { .constant($0) } ?? self
    }
  }
}
