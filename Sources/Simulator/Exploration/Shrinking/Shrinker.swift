import Checking
import Engine
package import Harness
import Primitives

/// Makes a failing case smaller as long as it keeps failing in the same way.
///
/// Faults, what clients do, hosts, times, draws and the order of tasks are taken away or made
/// plainer one after the other. A change stays only where a real run of the changed scenario
/// breaks the same law at the same place; so whatever comes out has failed. The kind of the fault
/// that struck last, which is part of a signature too, is not compared: the last fault is often
/// one that had nothing to do with it, and leaving it out is what this is for.
package final class Shrinker {
  /// The smallest case so far that fails.
  package private(set) var best: FailingCase
  /// What its run came to.
  package private(set) var result: RunResult
  /// How many candidates were run.
  package private(set) var trialCount = 0
  /// Whether everything was tried that could make it smaller.
  package private(set) var isMinimal = false
  /// What the failure has in common with others of its cause.
  package let signature: FailureSignature

  let system: SystemUnderTest
  /// Whether time is over for what is being done.
  private(set) var isCutShort = false
  private let trials: any CaseTrials
  private let isOver: () -> Bool
  private let tell: (Int, FailingCase) -> Void

  /// A shrinker for a case; nothing where its run breaks no law.
  ///
  /// - Parameters:
  ///   - isOver: asked before each trial.
  ///   - tell: told of each trial.
  package init?(
    _ failing: FailingCase, of system: SystemUnderTest, by trials: any CaseTrials,
    isOver: @escaping () -> Bool, telling tell: @escaping (Int, FailingCase) -> Void = { _, _ in }
  ) {
    guard let result = trials.result(of: failing), let failure = result.failure else { return nil }
    best = failing
    self.result = result
    signature = failure.signature
    self.system = system
    self.trials = trials
    self.isOver = isOver
    self.tell = tell
  }

  /// Whether two failures are of one kind, whatever fault struck last.
  package static func isSame(_ one: FailureSignature, _ other: FailureSignature) -> Bool {
    one.property == other.property && one.place == other.place && one.event == other.event
  }

  /// Makes the case as small as time allows.
  package func run() {
    keepTheLaw()
    simplifyPolicy()
    spendFaultsThatStruck()
    for round in 0..<4 {
      let before = best
      reduceFaults()
      reduceWork()
      reduceFaults()
      reduceNumbers()
      reduceHosts()
      reduceTimes()
      reduceDraws()
      reduceSchedule()
      if round > 0 { simplifyWork() }
      if isCutShort || round > 0 && best == before { break }
    }
    nameFaults()
    isMinimal = !isCutShort
    isCutShort = false
  }

  /// Tries a change; it stays where the case fails as before.
  @discardableResult
  func attempt(_ change: (inout FailingCase) -> Void) -> Bool {
    guard !isCutShort else { return false }
    var candidate = best
    change(&candidate)
    guard candidate != best, let result = fails(candidate) else { return false }
    best = candidate
    self.result = result
    return true
  }

  /// What a candidate's run came to, where it fails as before.
  func fails(_ candidate: FailingCase) -> RunResult? {
    guard let result = outcome(of: candidate), let failure = result.failure,
      Shrinker.isSame(failure.signature, signature)
    else { return nil }
    return result
  }

  /// Whether time is over, asked anew.
  ///
  /// Whoever is about to look at a whole run asks, because that takes as long as a trial.
  var isStopped: Bool {
    if !isCutShort, isOver() { isCutShort = true }
    return isCutShort
  }

  /// What a candidate's run came to; nothing once time is over.
  func outcome(of candidate: FailingCase) -> RunResult? {
    if isStopped { return nil }
    trialCount += 1
    tell(trialCount, best)
    return trials.result(of: candidate)
  }

  /// The run of the smallest case in full; nothing of a run that brings down its process.
  func record() -> RunRecord? {
    guard result.failure?.isCrash == false,
      let document = best.scenario.written(for: system).document
    else { return nil }
    var options = ScenarioRunner.Options()
    options.level = .full
    options.policy = best.policy
    options.keepsChoices = best.policy != .arrivalOrder
    return ScenarioRunner(document, system: system).run(best.seed, options)
  }

  /// How many commands clients give in the smallest case's run; nothing where that is not known.
  package var operationCount: Int? { record()?.operations.count }

  /// The other laws say nothing about this failure.
  private func keepTheLaw() {
    attempt { $0.scenario.properties.removeAll { $0.id != signature.property } }
    attempt { $0.scenario.flattenPhases() }
  }
}

extension Scenario {
  /// Brings what happens in phases into the run as a whole, at the times at which it happened.
  fileprivate mutating func flattenPhases() {
    var start = Duration.zero
    for phase in phases {
      workload += phase.workload.map { entry in
        var entry = entry
        entry.at = (entry.at ?? .constant(.zero)).later(by: start)
        return entry
      }
      faults += phase.faults.map { fault in
        var fault = fault
        fault.when.at = fault.when.at.map { $0.later(by: start) }
        fault.when.during = fault.when.during.map {
          ScenarioWindow(from: $0.from + start, until: $0.until + start)
        }
        return fault
      }
      start += phase.lasting
    }
    phases = []
  }
}

extension Distribution {
  /// The same spans, all of them longer; only where that is as easily said.
  fileprivate func later(by span: Duration) -> Distribution {
    switch self {
    case .constant(let value): .constant(value + span)
    case .uniform(let least, let most): .uniform(least + span, most + span)
    case .exponential, .normal, .logNormal, .pareto, .empirical: self
    }
  }
}
