import Checking
import Primitives

/// The laws of one run: those that the system knows and those that its scenario states.
struct RunLaws {
  /// The laws that look at states.
  private(set) var states: [Property<SystemView>] = []
  /// The laws that are judged over the whole run.
  private(set) var runs: [any RunLaw] = []
  /// The ids in the order of the scenario.
  private(set) var order: [String] = []
  /// How the scenario states each law, by its id.
  private(set) var forms = OrderedDictionary<String, (word: String, isWarning: Bool)>()
  /// The instants from which on laws hold that do not hold from the beginning.
  private(set) var beginnings: [Instant] = []
  /// What expressions may speak of.
  let words: SystemWords

  /// The laws that a scenario names or states, or all that the system knows where it names none.
  ///
  /// - Parameters:
  ///   - words: what expressions may speak of, where that is known already.
  ///   - known: the laws that the system knows, where they have been made already.
  init(
    _ scenario: Scenario, _ system: SystemUnderTest, words: SystemWords? = nil,
    known: [Property<SystemView>]? = nil
  ) {
    self.words = words ?? SystemWords(scenario, system.vocabulary)
    let known = known ?? system.laws(scenario)
    guard !scenario.properties.isEmpty else {
      states = known
      runs = system.checks.map { CheckedLaw($0) }
      order = known.map(\.id) + runs.map(\.id)
      return
    }
    let sagas = system.sagas(scenario)
    for property in scenario.properties {
      order.append(property.id)
      forms[property.id] = (
        property.kind?.rawValue ?? known.first { $0.id == property.id }?.kind.word ?? "final",
        property.severity == .warning
      )
      add(property, scenario, system, known, sagas)
    }
    beginnings = OrderedSet(scenario.properties.compactMap(\.after).map { .zero + $0 }).members
  }

  private mutating func add(
    _ property: ScenarioProperty, _ scenario: Scenario, _ system: SystemUnderTest,
    _ known: [Property<SystemView>], _ sagas: [SagaSource]
  ) {
    guard let kind = property.kind else {
      if let checker = system.checks.first(where: { $0.id == property.id }) {
        runs.append(CheckedLaw(checker))
        return
      }
      states.append(
        known.first { $0.id == property.id }
          ?? RunLaws.unknown(property.id, "the system states no such law for these services"))
      return
    }
    let statement = LawStatement(
      property: property, scenario: scenario, words: words, system: system.vocabulary,
      sagas: sagas)
    do {
      switch try statement.law(of: kind) {
      case .state(let law): states.append(law)
      case .run(let law): runs.append(law)
      }
    } catch {
      states.append(RunLaws.unknown(property.id, error.message))
    }
  }

  /// Leaves out a law, which stays undecided for this reason.
  mutating func withhold(_ id: String, _ reason: String) {
    guard order.contains(id) else { return }
    states.removeAll { $0.id == id }
    runs.removeAll { $0.id == id }
    states.append(RunLaws.unknown(id, reason))
  }

  /// A law that nobody can look at: it stays undecided, with the reason.
  private static func unknown(_ id: String, _ reason: String) -> Property<SystemView> {
    Property(id, .atEnd, reason, reading: []) { _, _ in throw PropertyBreakdown(reason) }
  }
}
