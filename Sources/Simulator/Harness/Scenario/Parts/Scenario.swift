package import Primitives

/// A scenario as a value: what runs, what is asked of it, what goes wrong, what must hold.
///
/// Every part knows where it was read. Two scenarios are equal when they say the same.
package struct Scenario: ScenarioPart {
  /// The version of the language.
  package static let languageVersion = 1

  /// Where editors find the schema.
  package var schema: String?
  /// The version of the language that the file is written in.
  package var version = Scenario.languageVersion
  /// The stable name in results; the name of the file when it gives none.
  package var name = ""
  /// A headline.
  package var title: String?
  /// What it is about.
  package var description: String?
  /// Words to find it by.
  package var tags: [String] = []
  /// Whom to ask.
  package var owner: String?
  /// Where to read more.
  package var links: [String] = []
  /// The scenario this one changes; nothing once the two are merged.
  package var extends: String?
  /// What can be set from outside.
  package var parameters = OrderedDictionary<String, ScenarioParameter>()
  /// The registered system; the one that is linked in when absent.
  package var app: String?
  /// The services by name.
  package var services = OrderedDictionary<String, ScenarioService>()
  /// How hosts reach each other.
  package var network = ScenarioNetwork()
  /// What clients do.
  package var workload: [ScenarioWorkload] = []
  /// Stretches of the run one after the other; the run is one stretch when empty.
  package var phases: [ScenarioPhase] = []
  /// What goes wrong.
  package var faults: [ScenarioFault] = []
  /// What goes wrong without a plan.
  package var chaos: ScenarioChaos?
  /// What must hold.
  package var properties: [ScenarioProperty] = []
  /// The calm at the end.
  package var settle = ScenarioSettle()
  /// How far a run may go.
  package var limits = ScenarioLimits()
  /// Which runs are made.
  package var search = ScenarioSearch()
  /// What of a run is kept.
  package var record = ScenarioRecord()
  /// What is expected to come out.
  package var expect = ScenarioExpectation()
  /// Mistakes that can be planted into the services, to see whether they are found.
  package var mutants = OrderedDictionary<String, ScenarioMutant>()
  /// The values that are chosen anew for each seed; the parts hold the alternatives taken.
  package var choices: [ScenarioChoice] = []
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

extension Scenario {
  /// The faults of the whole run and of every phase.
  package var allFaults: [ScenarioFault] { faults + phases.flatMap(\.faults) }

  /// The work of the whole run and of every phase.
  package var allWorkload: [ScenarioWorkload] { workload + phases.flatMap(\.workload) }
}
