import Checking
import Engine
import Primitives
import World

/// Which entries of a list meet a condition, kept up to date by looking at those that have changed.
///
/// There is one only where an entry alone decides whether it meets the condition.
struct EntrySurvey: Sendable {
  private let list: ListedThings
  private let source: String
  private let isOwed: Bool
  private let recipe: GaugeRecipe
  private let reader = ListReader()

  init?(
    _ kind: ScenarioProperty.Kind, _ list: ListedThings, _ filter: Expression?,
    _ condition: Expression
  ) {
    isOwed = kind == .eventually
    guard kind != .sometimes, list.table != nil || !isOwed,
      let recipe = GaugeRecipe(
        entriesThat: kind == .never, of: condition, where: filter, isOwed: isOwed,
        over: list.words.schema.records[list.record] ?? [:]),
      FollowedLists.keep(list.path, reading: recipe.fields, list.words)
    else { return nil }
    self.list = list
    self.recipe = recipe
    source = condition.source
  }

  /// What changes when what the entries say together does.
  var subjects: [Subject] {
    list.subjects.map { Subject($0.name, part: recipe.name) }
  }

  /// What the entries say together; nothing where it takes a look at all of them to say it.
  func finding(in system: SystemEnvironment) -> Finding? {
    guard let log = system.log(of: list.path, reading: recipe.fields, for: reader),
      let tally = reader.gauge(recipe, of: log)?.tally
    else { return nil }
    if tally.count == 0 { return .notApplicable }
    guard isOwed else { return tally.sum == 0 ? .satisfied : nil }
    let oldest = tally.oldest { position in
      let entry = log.element(at: position)
      return (
        "\(entry?.value(of: "key")?.plain ?? "an entry"): \(source)",
        entry?.value(of: "host")?.plain ?? ""
      )
    }
    return oldest.map { .owingSince($0) } ?? .satisfied
  }
}
