import Engine
import Harness
import Primitives

/// Shorter runs, and times that are easily read.
extension Shrinker {
  /// Makes the run as short as it may be, and rounds what happens at an instant.
  func reduceTimes() {
    shorten(\.limits.time, to: Shrinker.spans)
    shorten(\.settle.lasting, to: [.zero] + Shrinker.spans)
    for fault in best.scenario.faults {
      round(in: \.faults, fault.id, \.when.at)
      round(in: \.faults, fault.id, \.when.delay)
      round(in: \.faults, fault.id, \.lasting)
    }
    for entry in best.scenario.workload {
      attempt { failing in
        failing.scenario.workload.change(entry.id) { $0.at = nil }
      }
      round(in: \.workload, entry.id, \.at)
    }
  }

  /// Spans of time that people would write.
  private static let spans: [Duration] = [
    .milliseconds(100), .milliseconds(200), .milliseconds(500), .seconds(1), .seconds(2),
    .seconds(3), .seconds(5), .seconds(10), .seconds(20), .seconds(30), .seconds(60),
    .seconds(120), .seconds(300),
  ]

  private func shorten(
    _ path: WritableKeyPath<Scenario, Duration>, to spans: [Duration]
  ) {
    for span in spans where span < best.scenario[keyPath: path] {
      if attempt({ $0.scenario[keyPath: path] = span }) { return }
    }
  }

  /// Units to round to, the coarsest first.
  private static let units: [Int64] = [
    1_000_000_000, 500_000_000, 100_000_000, 50_000_000, 10_000_000, 5_000_000, 1_000_000,
    100_000, 10_000, 1_000,
  ]

  private func round<Part: NamedPart>(
    in parts: WritableKeyPath<Scenario, [Part]>, _ id: String,
    _ path: WritableKeyPath<Part, Distribution?>
  ) {
    guard let part = best.scenario[keyPath: parts].first(where: { $0.id == id }),
      let given = part[keyPath: path]
    else { return }
    for candidate in Shrinker.rounder(given) {
      let isDone = attempt { failing in
        failing.scenario[keyPath: parts].change(id) { $0[keyPath: path] = candidate }
      }
      if isDone { return }
    }
  }

  /// Constants near a distribution, the most easily read first.
  private static func rounder(_ distribution: Distribution) -> [Distribution] {
    let middle: Int64
    switch distribution {
    case .constant(let span): middle = span.nanoseconds
    case .uniform(let least, let most):
      middle = least.nanoseconds + (most.nanoseconds - least.nanoseconds) / 2
    case .exponential, .normal, .logNormal, .pareto, .empirical: return []
    }
    let candidates = units.flatMap { unit -> [Int64] in
      let floor = middle / unit * unit
      return [floor, floor + unit].filter { $0 > 0 }
    }
    var rounder: [Distribution] = []
    for candidate in candidates where candidate < 4 * middle {
      // Finer than what is there already is not plainer.
      if case .constant(let span) = distribution, span.nanoseconds == candidate { break }
      rounder.append(.constant(.nanoseconds(candidate)))
    }
    return rounder
  }
}

/// A part of a scenario with a name.
private protocol NamedPart {
  /// The name.
  var id: String { get }
}

extension ScenarioFault: NamedPart {}
extension ScenarioWorkload: NamedPart {}

extension Array where Element: NamedPart {
  /// Changes the part of a name.
  fileprivate mutating func change(_ id: String, _ change: (inout Element) -> Void) {
    guard let index = firstIndex(where: { $0.id == id }) else { return }
    change(&self[index])
  }
}
