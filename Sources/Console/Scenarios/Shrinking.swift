import Engine
import Exploration
import Harness
import Primitives

/// One failing run on its way to the smallest that fails in the same way.
struct Shrinking {
  private let named: NamedRun
  private let system: SystemUnderTest
  private let terminal: Terminal
  private let time: Duration

  /// Seeds under which the smallest case is tried too.
  private static let otherSeeds: ClosedRange<UInt64> = 1...20

  init(_ run: NamedRun, _ system: SystemUnderTest, _ terminal: Terminal, for time: Duration) {
    named = run
    self.system = system
    self.terminal = terminal
    self.time = time
  }

  /// Makes the run small.
  func run() throws(CommandError) -> Shrunk {
    let begin = terminal.elapsed()
    // What is left of the time belongs to the questions about the smallest case.
    let (most, all) = (begin + time * 9 / 10, begin + time)
    let phase = Phase(most)
    let terminal = terminal
    let pool = WorkerPool(size: 1, arguments: [Verb.workerName])
    let isOver = { Interruption.exitCode != nil || terminal.elapsed() > phase.end }
    let trials = WorkerTrials(system, pool, isOver: isOver)
    let seed =
      named.seed ?? FullRun.firstFailure(named.sweep, named.document.scenario, named.options)
    if named.seed == nil, let code = Interruption.exitCode {
      throw CommandError(code, "stopped while looking for a failing seed: nothing was written")
    }
    let progress = ProgressLine("shrink", total: nil, unit: "runs", terminal: terminal)
    let shrinker = try shrinker(seed, trials, isOver) { count, best in
      progress.update(
        done: count,
        details: [
          "\(best.scenario.allFaults.count) faults", "\(best.scenario.allWorkload.count) commands",
        ])
    }
    let commands = shrinker.operationCount
    let before = CaseMeasure(
      shrinker.best, events: shrinker.result.events, commands: commands)
    shrinker.run()
    phase.end = all
    let needs = shrinker.necessities()
    let seeds = shrinker.fragility(seeds: Shrinking.otherSeeds)
    progress.finish()
    guard let failure = shrinker.result.failure else {
      preconditionFailure("seed \(seed) was shrunk to a run without a failure")
    }
    return Shrunk(
      run: named, seed: seed, failing: shrinker.best, signature: shrinker.signature,
      failure: failure, before: before,
      after: CaseMeasure(
        shrinker.best, events: shrinker.result.events, commands: shrinker.operationCount),
      needs: needs, otherSeeds: seeds, trialCount: shrinker.trialCount,
      isMinimal: shrinker.isMinimal, elapsed: terminal.elapsed() - begin)
  }

  /// When what is under way has to end.
  private final class Phase {
    var end: Duration

    init(_ end: Duration) {
      self.end = end
    }
  }

  /// A shrinker of the run, its faults written out; of the scenario as it stands where that is
  /// another run.
  private func shrinker(
    _ seed: Seed, _ trials: WorkerTrials, _ isOver: @escaping () -> Bool,
    telling tell: @escaping (Int, FailingCase) -> Void
  ) throws(CommandError) -> Shrinker {
    let runner = ScenarioRunner(named.document, system: system)
    let explicit = runner.explicit(seed, named.options)
    var drawing = runner.variation(of: seed, named.options).scenario
    drawing.choices = []
    let original = named.isolatedResult(seed)?.failure
    for scenario in [explicit.scenario, drawing] {
      let failing = FailingCase(scenario: scenario, seed: seed, policy: explicit.policy)
      guard
        let shrinker = Shrinker(
          failing, of: system, by: trials, isOver: isOver, telling: tell)
      else { continue }
      guard let original else { return shrinker }
      if Shrinker.isSame(shrinker.signature, original.signature) { return shrinker }
    }
    if let code = Interruption.exitCode {
      throw CommandError(code, "stopped before the run was made once: nothing was written")
    }
    throw CommandError(
      .nothingRan, "seed \(seed) of \(named.path) breaks no law: there is nothing to shrink")
  }
}

/// What shrinking came to.
struct Shrunk {
  /// The run that was made small.
  let run: NamedRun
  /// Its seed.
  let seed: Seed
  /// The smallest case that fails.
  let failing: FailingCase
  /// What the failure was at first.
  let signature: FailureSignature
  /// What the failure of the smallest case is.
  let failure: RunFailure
  /// How large the case was.
  let before: CaseMeasure
  /// How large it is.
  let after: CaseMeasure
  /// What it needs.
  let needs: [Necessity]
  /// Under how many of some other seeds it fails too.
  let otherSeeds: (failing: Int, tried: Int)
  /// How many candidates were run.
  let trialCount: Int
  /// Whether everything was tried.
  let isMinimal: Bool
  /// How long it took.
  let elapsed: Duration

  /// What the new scenario is called.
  var name: String { "\(failing.scenario.name)-\(seed)" }

  /// Where the new scenario goes when nobody says.
  func path(isKept: Bool) -> String {
    let file = "\(name)\(ScenarioFiles.suffix)"
    return isKept ? "\(Regressions.folder)/\(file)" : file
  }

  /// Whether it fails under every other seed that was tried.
  var failsUnderEverySeed: Bool {
    otherSeeds.tried >= 20 && otherSeeds.failing == otherSeeds.tried
  }

  /// Whether the scenario alone makes the failing run, without an order of tasks beside it.
  var standsAlone: Bool { failing.policy == .arrivalOrder }
}
