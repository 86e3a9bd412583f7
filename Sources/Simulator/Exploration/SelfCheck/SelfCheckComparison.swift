import Engine
import Primitives

/// What two executions of the same seeds have come to so far, by scenario.
struct SelfCheckComparison {
  private var counts: [String: Int] = [:]
  private var mismatches: [String: [SelfCheck.Mismatch]] = [:]

  /// Which run of all of them one is.
  private struct Place: Hashable {
    let path: String
    let seed: Seed

    init(_ probe: RunProbe) {
      path = probe.path
      seed = probe.seed
    }
  }

  /// Compares what two processes have run, each in an order of its own.
  ///
  /// - Parameter isCutShort: whether the second process may not have run all that the first has.
  mutating func take(
    _ first: [RunProbe], _ second: [RunProbe], isCutShort: Bool = false
  ) throws(SelfCheck.Failure) {
    var others: [Place: RunProbe] = [:]
    for probe in second { others[Place(probe)] = probe }
    for probe in first {
      guard let other = others[Place(probe)] else {
        if isCutShort { continue }
        throw SelfCheck.Failure(
          description: "one process did not run seed \(probe.seed) of \(probe.path)")
      }
      counts[probe.path, default: 0] += 1
      if probe != other || !probe.escape.isEmpty {
        mismatches[probe.path, default: []].append(SelfCheck.Mismatch(first: probe, second: other))
      }
    }
  }

  /// What came of each scenario of some jobs, each once however many of them are about it.
  func outcomes(of jobs: [SelfCheck.Job]) -> [SelfCheck.Outcome] {
    OrderedSet(jobs.map(\.path)).map { path in
      SelfCheck.Outcome(
        path: path, count: counts[path] ?? 0, mismatches: mismatches[path] ?? [])
    }
  }
}
