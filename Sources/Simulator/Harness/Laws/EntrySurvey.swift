import Checking
import Engine
import Primitives
import World

/// Which entries of a list meet a condition, kept up to date by looking at those that have changed.
///
/// There is one only where an entry alone decides whether it meets the condition.
struct EntrySurvey: Sendable {
  private let kind: ScenarioProperty.Kind
  private let list: ListedThings
  private let source: String
  private let rule: ElementRule
  private let fields: [String]
  private let reader = ListReader()

  init?(
    _ kind: ScenarioProperty.Kind, _ list: ListedThings, _ filter: Expression?,
    _ condition: Expression
  ) {
    let own = list.words.schema.records[list.record] ?? [:]
    guard kind != .sometimes, list.table != nil || kind != .eventually,
      let rule = ElementRule(counting: kind == .never, of: condition, where: filter, over: own)
    else { return nil }
    self.kind = kind
    self.list = list
    self.rule = rule
    source = condition.source
    fields = condition.reads + (filter?.reads ?? [])
  }

  /// What the entries say together; nothing where it takes a look at all of them to say it.
  func finding(in system: SystemEnvironment) throws(ExpressionError) -> Finding? {
    guard let log = system.log(of: list.path, reading: fields, for: reader) else { return nil }
    guard kind == .eventually else {
      let tally = try log.tally(for: reader, rule)
      if tally.count == 0 { return .notApplicable }
      return tally.sum == 0 ? .satisfied : nil
    }
    let simulation = system.view.cluster.simulation
    let moment = ListTally.Moment(
      simulation.now, event: max(simulation.trace.events.count - 1, 0))
    let tally = try log.tally(for: reader, at: moment, rule)
    if tally.count == 0 { return .notApplicable }
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
