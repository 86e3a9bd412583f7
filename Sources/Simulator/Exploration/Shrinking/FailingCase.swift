package import Engine
package import Harness
import Primitives

/// A scenario, a seed and a policy under which a law is broken, or are to be tried for it.
package struct FailingCase: Equatable, Sendable {
  /// The scenario, nothing left open.
  package var scenario: Scenario
  /// The seed.
  package var seed: Seed
  /// Which ready task goes next.
  package var policy: SchedulingPolicy

  /// A case of the given parts.
  package init(scenario: Scenario, seed: Seed, policy: SchedulingPolicy) {
    self.scenario = scenario
    self.seed = seed
    self.policy = policy
  }

  /// The one run of the case, for whoever makes it; nothing where the scenario has mistakes.
  func job(for system: SystemUnderTest) -> SweepJob? {
    guard let document = scenario.written(for: system).document else { return nil }
    return SweepJob(
      ScenarioRunner(document, system: system),
      SeedList(SeedSelection(seed.value...seed.value)), policy: policy)
  }
}

/// Makes the runs by which a case is made smaller; each candidate is a real run.
package protocol CaseTrials {
  /// What came of a candidate's run; nothing where it is no scenario or does not come back in time.
  func result(of candidate: FailingCase) -> RunResult?
}

/// Makes candidates' runs in this process: quick, and brought down by code that traps.
package struct LocalTrials: CaseTrials {
  private let system: SystemUnderTest

  /// Trials of a system's scenarios.
  package init(_ system: SystemUnderTest) {
    self.system = system
  }

  /// What came of a candidate's run.
  package func result(of candidate: FailingCase) -> RunResult? {
    candidate.job(for: system).map { SeedRunner($0, onStall: nil).result(of: 0) }
  }
}

/// Makes candidates' runs in another process, which may trap or hang as it likes.
package struct WorkerTrials: CaseTrials {
  private let system: SystemUnderTest
  private let pool: WorkerPool
  private let isOver: () -> Bool

  /// How long one candidate may take before it is given up.
  private static let patience = Duration.seconds(5)

  /// Trials by the first process of a pool.
  ///
  /// - Parameter isOver: whether somebody wants an end, asked while a run is under way.
  package init(_ system: SystemUnderTest, _ pool: WorkerPool, isOver: @escaping () -> Bool) {
    self.system = system
    self.pool = pool
    self.isOver = isOver
  }

  /// What came of a candidate's run.
  package func result(of candidate: FailingCase) -> RunResult? {
    guard let job = candidate.job(for: system) else { return nil }
    let watch = Stopwatch()
    let patience = max(WorkerTrials.patience, candidate.scenario.limits.wall + .seconds(2))
    var result: RunResult?
    _ = pool.run(job, from: 0, isOver: { isOver() || watch.elapsed > patience }) {
      result = $0
      return true
    }
    return result
  }
}
