import Engine
import Exploration
import Harness
import Primitives

/// Searches for the run in which a mutant breaks the law that it is known to break.
///
/// Whatever the scenario plans to go wrong is left out, so that every search has to find it; each
/// has the same number of runs, and all have many more where none of them found it in these.
struct PowerSearcher {
  let mutant: Mutant
  let system: SystemUnderTest
  let driver: SweepDriver
  /// How many runs each search may make.
  let budget: Int
  private let runner: ScenarioRunner
  /// Changing priorities, spread over as many choices as a run has.
  private let priorities: SchedulingPolicy

  init(_ mutant: Mutant, _ system: SystemUnderTest, _ driver: SweepDriver, budget: Int) {
    self.mutant = mutant
    self.system = system
    self.driver = driver
    self.budget = budget
    runner = ScenarioRunner(mutant.document, system: system)
    priorities = runner.settled(.priorityChange(PriorityChange(changes: 3)))
  }

  /// How many times as many runs there are where no search found anything.
  static let persistence = 10

  /// Makes all searches, and with more patience once more where none of them found it.
  func result() throws(CommandError) -> PowerResult {
    let result = try searched()
    guard !result.isFound, Interruption.exitCode == nil else { return result }
    let (most, isTooMany) = budget.multipliedReportingOverflow(by: PowerSearcher.persistence)
    guard !isTooMany else { return result }
    return try PowerSearcher(mutant, system, driver, budget: most).searched()
  }

  /// Makes all searches, one after the other.
  private func searched() throws(CommandError) -> PowerResult {
    var result = PowerResult(mutant: mutant)
    if case .priorityChange(let change) = priorities { result.choices = change.steps }
    for search in PowerSearch.allCases {
      guard Interruption.exitCode == nil else { break }
      result.efforts.append(try effort(of: search, &result.laws))
    }
    return result
  }

  private func effort(
    of search: PowerSearch, _ laws: inout OrderedSet<String>
  ) throws(CommandError) -> SearchEffort {
    switch search {
    case .random: return try seeds(search, .arrivalOrder, swarm: false, &laws)
    case .swarm: return try seeds(search, .arrivalOrder, swarm: true, &laws)
    case .pct: return try seeds(search, priorities, swarm: false, &laws)
    case .everyPoint, .lineage: return try points(search, &laws)
    }
  }

  private func seeds(
    _ search: PowerSearch, _ policy: SchedulingPolicy, swarm: Bool,
    _ laws: inout OrderedSet<String>
  ) throws(CommandError) -> SearchEffort {
    let job = SweepJob(
      runner, SeedList(SeedSelection(1...UInt64(budget))), policy: policy, swarm: swarm,
      faults: .chaos)
    let sweep = try run(job, &laws)
    return SearchEffort(
      name: search.rawValue, found: sweep.hasFoundWanted ? sweep.runs : nil, runs: sweep.runs)
  }

  /// Goes through the points of the good runs of one seed after the other.
  private func points(
    _ search: PowerSearch, _ laws: inout OrderedSet<String>
  ) throws(CommandError) -> SearchEffort {
    var runs = 0
    var seed = Seed(1)
    while runs < budget, Interruption.exitCode == nil {
      let base = try run(
        SweepJob(runner, SeedList(SeedSelection(seed.value...seed.value)), faults: .none), &laws)
      runs += base.runs
      if base.hasFoundWanted {
        return SearchEffort(name: search.rawValue, found: runs, runs: runs)
      }
      if let first = base.results.first, first.failure?.isCrash != true {
        let tried = Array(points(of: seed, search).prefix(budget - runs))
        let sweep = try run(SweepJob(runner, seed, trying: tried, faults: .none), &laws)
        runs += sweep.runs
        if sweep.hasFoundWanted {
          return SearchEffort(name: search.rawValue, found: runs, runs: runs)
        }
      }
      seed = Seed(seed.value + 1)
    }
    return SearchEffort(name: search.rawValue, found: nil, runs: runs)
  }

  private func points(of seed: Seed, _ search: PowerSearch) -> [[PointFault]] {
    var options = ScenarioRunner.Options()
    options.level = .full
    options.faults = .none
    options.surveysMessages = true
    let record = runner.run(seed, options)
    let points = RunPoints(record)
    let pauses = PointCatalogue.usualPauses(points, runner)
    return search == .lineage
      ? LineageSearch(Lineage(record, pauses: pauses)).singles
      : PointCatalogue(points, pauses: pauses).singles
  }

  private func run(
    _ job: SweepJob, _ laws: inout OrderedSet<String>
  ) throws(CommandError) -> ScenarioSweep {
    let section = SweepSection(path: mutant.path, job: job, stopAfter: nil, budget: nil)
    let sweep = try driver.run(
      [ScenarioSweep(section, until: mutant.property)], until: nil)[0]
    if sweep.hasFoundWanted { laws.insert(mutant.property) }
    for law in sweep.tally.laws where law.violated > 0 { laws.insert(law.id) }
    return sweep
  }
}
