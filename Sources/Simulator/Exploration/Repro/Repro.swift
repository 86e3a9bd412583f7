package import Engine
package import Harness

/// One run with everything that it takes to make it again: what a repro file holds.
///
/// It stands by itself: the scenario is part of it, with all files that it extends, and so is what
/// happened, so that a program with other code can say how far it still does the same.
package struct Repro: Sendable {
  /// The version of the form of repro files.
  package static let version = 1

  /// The program that wrote it, with its version.
  package let tool: String
  /// Where the scenario stood.
  package let origin: String
  /// The scenario.
  package let document: ScenarioDocument
  /// The seed.
  package let seed: Seed
  /// The policy that was asked for; a swarm may have drawn another one.
  package let policy: SchedulingPolicy
  /// Whether the seed drew its own part of faults, sizes and policies.
  package let swarm: Bool
  /// Planned faults that were left out.
  package let without: [String]
  /// What went wrong at points of the run, besides what the scenario has go wrong.
  package let points: [PointFault]
  /// Whether nothing went wrong but that, whatever the scenario plans.
  package let isBare: Bool
  /// Whether faults went on in the first half of the calm at the end.
  package let faultsOutlastWork: Bool
  /// What was broken; nothing where every law held.
  package let failure: Failure?
  /// What happened; nothing of a run that brought down its process.
  package let recording: RunRecording?

  /// What was broken, as far as it is held against another run.
  package struct Failure: Hashable, Sendable {
    /// What it has in common with other failures of its cause.
    package let signature: FailureSignature
    /// What was seen, for people.
    package let seen: String

    /// A failure of the given parts.
    package init(_ signature: FailureSignature, seen: String) {
      self.signature = signature
      self.seen = seen
    }
  }

  init(
    tool: String, origin: String, document: ScenarioDocument, seed: Seed,
    faults: Faults, policy: SchedulingPolicy, swarm: Bool, failure: Failure?,
    recording: RunRecording?
  ) {
    self.tool = tool
    self.origin = origin
    self.document = document
    self.seed = seed
    self.policy = policy
    self.swarm = swarm
    without = faults.without
    points = faults.points
    isBare = faults.isBare
    faultsOutlastWork = faults.outlastWork
    self.failure = failure
    self.recording = recording
  }

  /// What went wrong in a run otherwise than its scenario has it.
  struct Faults {
    var without: [String] = []
    var points: [PointFault] = []
    var isBare = false
    var outlastWork = false

    init(without: [String], points: [PointFault], isBare: Bool, outlastWork: Bool) {
      self.without = without
      self.points = points
      self.isBare = isBare
      self.outlastWork = outlastWork
    }

    /// What options make of a scenario's faults.
    init(_ options: ScenarioRunner.Options) {
      self.init(
        without: options.without.sorted(), points: options.points,
        isBare: options.faults == .none, outlastWork: options.faultsOutlastWork)
    }
  }

  /// The repro of a run that was made in full, its choices kept.
  package init(
    _ record: RunRecord, of document: ScenarioDocument, _ options: ScenarioRunner.Options,
    tool: String, origin: String
  ) {
    let failure = RunFailure(record).map { Failure($0.signature, seen: $0.seen) }
    self.init(
      tool: tool, origin: origin, document: document, seed: record.seed,
      faults: Faults(options), policy: Repro.stated(options.policy), swarm: options.swarm,
      failure: failure, recording: record.recording)
  }

  /// The repro of a run that brought down its process.
  package init(
    _ failure: RunFailure, _ seed: Seed, of document: ScenarioDocument,
    _ options: ScenarioRunner.Options, tool: String, origin: String
  ) {
    self.init(
      tool: tool, origin: origin, document: document, seed: seed,
      faults: Faults(options), policy: Repro.stated(options.policy), swarm: options.swarm,
      failure: Failure(failure.signature, seen: failure.seen), recording: nil)
  }

  /// Recorded choices are kept with the recording, once.
  private static func stated(_ policy: SchedulingPolicy) -> SchedulingPolicy {
    if case .recordedOrder = policy { return .arrivalOrder }
    return policy
  }

  /// How the run is made again: with the choices that were recorded.
  package var options: ScenarioRunner.Options {
    var options = ScenarioRunner.Options()
    options.policy = policy
    if let recording, !recording.order.choices.isEmpty {
      options.policy = recording.replayPolicy
    }
    options.swarm = swarm
    options.without = Set(without)
    options.points = points
    if isBare { options.faults = .none }
    options.faultsOutlastWork = faultsOutlastWork
    return options
  }

  /// Whether the run's faults are those of its scenario, none more and none less.
  package var hasFaultsOfScenario: Bool {
    without.isEmpty && points.isEmpty && !isBare && !faultsOutlastWork
  }

  /// The scenario with the failure that the file tells of as what is expected.
  ///
  /// A run that brought down its process is expected to end well: nothing else can be asked of it.
  package var expectingItsFailure: ScenarioDocument {
    var expectation = ScenarioExpectation()
    if let failure, failure.signature.property != RunCrash.property {
      expectation.verdict = .violated
      expectation.property = failure.signature.property
      expectation.seed = SeedSelection(seed.value...seed.value)
    }
    return document.expecting(expectation)
  }
}
