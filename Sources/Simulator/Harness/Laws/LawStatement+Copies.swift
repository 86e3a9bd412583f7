import Checking
import Engine
import Primitives
import ServiceRuntime
import World

/// The law that copies equal their source.
extension LawStatement {
  /// Copies that equal their source at rest.
  func convergence() throws(LawMistake) -> Property<SystemView> {
    var lists: [ListedThings] = []
    for item in property.of.indices { lists.append(try table(item)) }
    let source = lists[0]
    let by = try distinction(in: source) ?? "key"
    let shown = try comparedField(lists)
    let filter = try filter(in: source)
    for copy in lists.dropFirst() { _ = try (distinction(in: copy), self.filter(in: copy)) }
    let moment: PropertyKind = property.when == .end ? .atEnd : .afterQuiescence
    return state(
      moment, "copies of \(source.path) equal it", reading: [], ignoresMoment: true
    ) { [lists] system in
      let parts = try lists.flatMap {
        try LawStatement.byHost($0, system, by, shown, filter)
      }
      guard parts.count > 1 else {
        throw PropertyBreakdown("\(source.path) lies on one host and has no copy to compare")
      }
      guard parts.contains(where: { !$0.state.isEmpty }) else { return .notApplicable }
      let copies = parts.dropFirst().map { (name: $0.name, state: $0.state) }
      let verdict = ConvergenceLaw(of: parts[0].name).judge(
        parts[0].state, copies: copies, at: system.view.cluster.simulation.now)
      guard let evidence = verdict.evidence else { return .satisfied }
      return .broken(expected: evidence.expected, seen: evidence.seen, because: evidence.because)
    }
  }

  private func comparedField(_ lists: [ListedThings]) throws(LawMistake) -> [Expression] {
    if let text = property.expression {
      // What can be asked of the source must be there to be asked of its copies, too.
      let all = try lists.map { list throws(LawMistake) in
        try figure(text, .expression, inside: list.record)
      }
      return [all[0]]
    }
    let fields = (words.schema.records[lists[0].record] ?? [:]).keys.filter { field in
      field != "host" && field != "key"
        && lists.allSatisfy { words.schema.records[$0.record]?[field] != nil }
    }
    var shown: [Expression] = []
    for field in fields { shown.append(try figure(field, .of, inside: lists[0].record)) }
    return shown
  }

  private func figure(
    _ text: String, _ field: LawForm.Field, inside record: String
  ) throws(LawMistake) -> Expression {
    do {
      return try Expression(text, schema: words.schema(inside: record))
    } catch {
      throw LawMistake(field, error)
    }
  }

  /// The entries of a list host by host, as texts by their names.
  private static func byHost(
    _ list: ListedThings, _ system: SystemEnvironment, _ by: String, _ shown: [Expression],
    _ filter: Expression?
  ) throws -> [(name: String, state: OrderedDictionary<String, String>)] {
    var states = OrderedDictionary<String, OrderedDictionary<String, String>>()
    if let table = list.table {
      for host in system.view.cluster.storeHosts(of: table.service) { states[host.name] = [:] }
    }
    for (_, entry) in try list.entries(in: system, where: filter) {
      var texts: [String] = []
      for expression in shown {
        texts.append("\(expression.source) \(try expression.value(in: entry))")
      }
      let (host, name) = (entry.plain("host"), entry.plain(by))
      guard states[host]?[name] == nil else {
        throw PropertyBreakdown(
          "\(list.path) on \(host) has two entries whose '\(by)' is \(name): which is compared?")
      }
      states[host, default: [:]][name] = texts.joined(separator: ", ")
    }
    return states.map { ("\(list.path) on \($0.key)", $0.value) }
  }
}
