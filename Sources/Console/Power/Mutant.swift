import Exploration
import Harness
import Primitives

/// A variant of a system with a mistake in it, and the law that should notice.
struct Mutant {
  /// The scenario that runs it.
  let path: String
  /// The scenario, read.
  let document: ScenarioDocument
  /// The law that it is known to break.
  let property: String
  /// What the mistake is.
  let title: String
  /// Whether it is planted into code that is right without it.
  let isPlanted: Bool

  /// The mutant that a scenario is about; nothing for one that expects every law to hold.
  ///
  /// A law about a fault of the plan, or about a sweep as a whole, says nothing of the code: it
  /// cannot be broken where the plan is left out, or by a single run.
  init?(_ path: String, _ document: ScenarioDocument) {
    let expectation = document.scenario.expect
    guard expectation.verdict != .holds, let property = expectation.property else { return nil }
    let law = document.scenario.properties.first { $0.id == property }
    guard law?.fault == nil, law?.kind != .sometimes else { return nil }
    self.path = path
    self.document = document
    self.property = property
    title = document.scenario.title ?? document.scenario.name
    isPlanted = false
  }

  /// A mistake that a scenario names, planted into its services.
  private init?(_ name: String, _ mutant: ScenarioMutant, in path: String, _ base: ScenarioDocument)
  {
    guard let document = base.planting(name) else { return nil }
    self.path = "\(path)#\(name)"
    self.document = document
    property = mutant.breaks
    title = mutant.title
    isPlanted = true
  }

  /// The mutants of a scenario: those that can be planted, and the scenario itself where it is one.
  static func all(_ path: String, _ document: ScenarioDocument) -> [Mutant] {
    let planted = document.scenario.mutants.compactMap { name, mutant in
      Mutant(name, mutant, in: path, document)
    }
    return (Mutant(path, document).map { [$0] } ?? []) + planted
  }
}

/// Ways to search for the run that shows a mistake.
enum PowerSearch: String, CaseIterable {
  /// Seeds with chaos.
  case random
  /// Seeds, each with its own part of chaos, sizes and policies.
  case swarm
  /// Seeds with chaos, tasks in the order of changing priorities.
  case pct = "PCT"
  /// Every fault at every point of a good run, seed by seed.
  case everyPoint = "every point"
  /// What could have prevented what came out well, seed by seed.
  case lineage
}

/// What the searches made of one mutant.
struct PowerResult {
  /// The mutant.
  let mutant: Mutant
  /// How many runs each search took.
  var efforts: [SearchEffort] = []
  /// How many moments of its good run have several tasks to choose from.
  var choices = 0
  /// The laws that were broken in any of the runs, the mutant's own first where it was.
  var laws = OrderedSet<String>()

  /// Whether some search found it.
  var isFound: Bool { efforts.contains { $0.found != nil } }
}
