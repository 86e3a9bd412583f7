import Engine
import Harness
import Primitives

/// A part of a failing case without which it does not fail.
package struct Necessity: Hashable, Sendable {
  /// The part, as a person calls it: `fault crash-inventory`.
  package let part: String
  /// What happens without it.
  package let without: String
}

extension Shrinker {
  /// What the smallest case needs: each part whose absence was tried and mends it.
  ///
  /// Parts that were not tried any more, because time was over, are left out.
  package func necessities() -> [Necessity] {
    let scenario = best.scenario
    var found: [Necessity] = []
    func test(_ part: String, _ change: (inout FailingCase) -> Void) {
      var candidate = best
      change(&candidate)
      guard candidate != best, let result = outcome(of: candidate) else { return }
      guard let failure = result.failure else {
        found.append(Necessity(part: part, without: result.doubt ?? "every law holds"))
        return
      }
      if Shrinker.isSame(failure.signature, signature) { return }
      found.append(Necessity(part: part, without: "it is \(failure.signature) that breaks"))
    }
    for fault in scenario.faults {
      test("fault \(fault.id)") { failing in
        failing.scenario.keepFaults(Set(scenario.faults.map(\.id)).subtracting([fault.id]))
      }
    }
    for entry in scenario.workload {
      test("command \(entry.id)") { failing in
        failing.scenario.workload.removeAll { $0.id == entry.id }
      }
    }
    for (name, service) in scenario.services where service.replicas > 1 {
      test("the \(service.replicas) hosts of \(name)") {
        $0.scenario.services[name]?.replicas = service.replicas - 1
      }
    }
    if best.policy != .arrivalOrder {
      test("the order of tasks") { $0.policy = .arrivalOrder }
    }
    return found
  }

  /// Under how many of some other seeds the smallest case fails too, and how many were tried.
  package func fragility(seeds: ClosedRange<UInt64>) -> (failing: Int, tried: Int) {
    var (failing, tried) = (0, 0)
    for seed in seeds {
      var candidate = best
      candidate.seed = Seed(seed)
      guard let result = outcome(of: candidate) else { break }
      tried += 1
      if let failure = result.failure, Shrinker.isSame(failure.signature, signature) {
        failing += 1
      }
    }
    return (failing, tried)
  }
}
