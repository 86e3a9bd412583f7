package import Engine
import Primitives
import World

/// A scenario with nothing left to the seed but the draws of its parts.
package struct ExplicitScenario {
  /// The scenario: choices taken, chaos written out as faults.
  package let scenario: Scenario
  /// The policy that the seed runs under.
  package let policy: SchedulingPolicy
  /// How many drawn faults the language has no words for; they are missing.
  package let unwritten: Int
}

extension ScenarioRunner {
  /// What a seed makes of the scenario, as a scenario that says so.
  ///
  /// Faults that chaos draws are listed by the names under which they were drawn, so that the run
  /// is the same one, and so is the run without some of them.
  package func explicit(_ seed: Seed, _ options: Options = Options()) -> ExplicitScenario {
    let run = ScenarioRun(self, seed, options)
    defer { run.cluster.shutDown() }
    var scenario = run.variation.scenario
    let writing = FaultWriting(cluster: run.cluster)
    let listed = OrderedSet(scenario.allFaults.map(\.id))
    let drawn = run.faults.plan.faults.filter { !listed.contains($0.id) }
    let written = drawn.compactMap(writing.fault)
    scenario.chaos = nil
    scenario.choices = []
    // The variation has drawn who belongs to the core.
    scenario.settle.isMajority = false
    scenario.parameters = OrderedDictionary()
    scenario.extends = nil
    let kept = Set(run.faults.plan.faults.map(\.id))
    scenario.faults = scenario.faults.filter { kept.contains($0.id) } + written
    for index in scenario.phases.indices {
      scenario.phases[index].faults.removeAll { !kept.contains($0.id) }
    }
    return ExplicitScenario(
      scenario: scenario, policy: run.variation.policy, unwritten: drawn.count - written.count)
  }
}

extension Scenario {
  /// Reads the scenario as the file would be read that says what it says.
  package func written(for system: SystemUnderTest) -> ScenarioReading {
    ScenarioReader(vocabulary: system.vocabulary).read(
      path: "\(name).jsonc", bytes: Array(ScenarioWriter.text(self).utf8))
  }
}
