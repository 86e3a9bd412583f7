import Checking
import Engine
import Primitives
import ServiceRuntime
import World

/// Laws over the states of a run.
extension LawStatement {
  // MARK: Conditions

  /// A condition over the system, or over each entry of a list.
  func condition(_ kind: ScenarioProperty.Kind) throws(LawMistake) -> Property<SystemView> {
    let text = property.expression ?? ""
    guard !property.of.isEmpty else {
      if property.filter != nil { throw LawMistake(.filter, "'where' needs a list in 'of'") }
      let expression = try condition(text, .expression, inside: nil)
      let isForbidden = kind == .never
      return state(propertyKind(kind), text, reading: words.subjects(of: expression)) { system in
        let finding = try expression.finding(in: system)
        guard isForbidden else { return finding }
        return .holding(finding != .satisfied, expected: "never: \(text)", seen: "it is so")
      }
    }
    try checkSingle()
    let list = try table()
    let filter = try filter(in: list)
    let expression = try condition(text, .expression, inside: list.record)
    let subjects =
      list.subjects + words.subjects(of: expression) + (filter.map(words.subjects(of:)) ?? [])
    let sentence = "\(text), for each of \(list.path)"
    return state(propertyKind(kind), sentence, reading: subjects) { system in
      let entries = try list.entries(in: system, where: filter)
      guard !entries.isEmpty else { return .notApplicable }
      return try LawStatement.finding(kind, entries, expression)
    }
  }

  private static func finding(
    _ kind: ScenarioProperty.Kind, _ entries: [(name: String, environment: ListedEnvironment)],
    _ expression: Expression
  ) throws -> Finding {
    var owed: [String] = []
    for (name, environment) in entries {
      let finding = try expression.finding(in: environment)
      let isMet = finding == .satisfied
      switch kind {
      case .eventually:
        if !isMet { owed.append("\(name): \(expression.source)") }
      case .never:
        guard isMet else { continue }
        return .broken(
          expected: "never: \(expression.source)", seen: "it is so of \(name)",
          because: [environment.words])
      case .sometimes:
        if isMet { return .satisfied }
      default:
        guard case .broken(let expected, let seen, _) = finding else { continue }
        return .broken(
          expected: expected, seen: "\(seen), at \(name)", because: [environment.words])
      }
    }
    if kind == .eventually { return .owing(owed) }
    guard kind == .sometimes else { return .satisfied }
    return .broken(expected: expression.source, seen: "it is so of nothing", because: [])
  }

  private func propertyKind(_ kind: ScenarioProperty.Kind) -> PropertyKind {
    switch kind {
    case .never: .never
    case .eventually: .eventually(within: property.within ?? .zero)
    case .final: .atEnd
    case .sometimes: .sometimes
    default: .always
    }
  }

  // MARK: Tables

  /// A sum that stays what it was when every service had started.
  func conserved() throws(LawMistake) -> Property<SystemView> {
    var terms: [Expression] = []
    for (item, text) in property.of.enumerated() { terms.append(try term(text, item)) }
    let initial = try initialSum()
    let id = property.id
    let services = scenario.services.keys
    let subjects = [SystemView.hostsSubject] + terms.flatMap(words.subjects(of:))
    let names = property.of
    return state(
      .always, "the sum of \(names.joined(separator: ", ")) stays the same",
      reading: subjects
    ) { [terms] system in
      var sum = 0
      var parts: [String] = []
      for (name, term) in zip(names, terms) {
        let amount = try term.value(in: system).integer ?? 0
        let (next, overflow) = sum.addingReportingOverflow(amount)
        guard !overflow else { throw PropertyBreakdown("the sum overflows at \(name)") }
        sum = next
        parts.append("\(amount) \(name)")
      }
      guard case .number(let total)? = system.view.memories[id] else {
        guard system.view.isUp(services) else { return .notApplicable }
        system.view.memories[id] = .number(initial ?? sum)
        let total = initial ?? sum
        return .holding(
          sum == total, expected: "\(total)", seen: "\(sum) = \(parts.joined(separator: " + "))")
      }
      return .holding(
        sum == total, expected: "\(total)", seen: "\(sum) = \(parts.joined(separator: " + "))")
    }
  }

  private func initialSum() throws(LawMistake) -> Int? {
    guard let node = property.initial else { return nil }
    guard case .number(.integer(let number)) = node.value, let sum = Int(exactly: number) else {
      throw LawMistake(.initial, "the sum that stays is a whole number")
    }
    return sum
  }

  /// One part of a sum: a number, a list of numbers, or a list of entries with just one number.
  private func term(_ text: String, _ item: Int) throws(LawMistake) -> Expression {
    let whole = try expression(text, .of, item: item)
    switch whole.type {
    case .integer: return whole
    case .list(.integer): return try expression("sum(\(text))", .of, item: item)
    case .list(.record):
      guard let number = words.observation(text)?.observation.onlyNumber else {
        var mistake = LawMistake(
          .of, "the entries of \(text) have no single figure that could be summed up", item: item)
        mistake.suggestion = "sum(e.figure for e in \(text))"
        throw mistake
      }
      return try expression("sum(\(text).\(number))", .of, item: item)
    case .text, .truth, .record, .list:
      throw LawMistake(.of, "a part of a sum is a number, but here is \(whole.type)", item: item)
    }
  }

  /// At most one entry for each value of a field.
  func unique() throws(LawMistake) -> Property<SystemView> {
    try checkSingle()
    let list = try table()
    let filter = try filter(in: list)
    guard let by = try distinction(in: list) else {
      throw LawMistake(.by, "'by' names the field that tells entries apart")
    }
    let subjects = list.subjects + (filter.map(words.subjects(of:)) ?? [])
    return state(
      .always, "no two of \(list.path) are alike in \(by)", reading: subjects
    ) { system in
      let entries = try list.entries(in: system, where: filter)
      guard !entries.isEmpty else { return .notApplicable }
      var first: [String: Int] = [:]
      for (position, entry) in entries.enumerated() {
        let name = entry.environment.plain(by)
        guard let earlier = first.updateValue(position, forKey: name) else { continue }
        let count = entries.count { $0.environment.plain(by) == name }
        return .broken(
          expected: "\(by) \(name) at most once in \(list.path)", seen: "\(count) times",
          because: [entries[earlier].environment.words, entry.environment.words])
      }
      return .satisfied
    }
  }

  /// A figure that never gets less.
  func monotonic() throws(LawMistake) -> Property<SystemView> {
    try checkSingle()
    let id = property.id
    let path = property.of[0]
    if words.observation(path) == nil {
      if property.by != nil || property.expression != nil || property.filter != nil {
        _ = try table()
      }
      let figure = try term(path, 0)
      return state(
        .always, "\(path) never gets less", reading: words.subjects(of: figure)
      ) { system in
        guard let value = try figure.value(in: system).integer else { return .notApplicable }
        return LawStatement.compare(["": value], id, system.view, path)
      }
    }
    let list = try table()
    let filter = try filter(in: list)
    let by = try distinction(in: list) ?? "key"
    guard
      let text = property.expression
        ?? words.observation(path)?.observation.onlyNumber
    else {
      throw LawMistake(.expression, "the entries of \(path) have several figures, say which")
    }
    let figure = try self.figure(text, inside: list.record)
    let subjects = list.subjects + words.subjects(of: figure)
    return state(.always, "\(text) of each of \(path) never gets less", reading: subjects) {
      system in
      var values = OrderedDictionary<String, Int>()
      for (_, entry) in try list.entries(in: system, where: filter) {
        values["\(entry.plain("host")) \(entry.plain(by))"] = try figure.value(in: entry).integer
      }
      guard !values.isEmpty else { return .notApplicable }
      return LawStatement.compare(values, id, system.view, text)
    }
  }

  /// A figure over the fields of one entry.
  func figure(_ text: String, inside record: String) throws(LawMistake) -> Expression {
    do {
      let expression = try Expression(text, schema: words.schema(inside: record))
      guard expression.type == .integer else {
        throw LawMistake(.expression, "a figure is needed here, not \(expression.type)")
      }
      return expression
    } catch let error as ExpressionError {
      throw LawMistake(.expression, error)
    } catch let mistake as LawMistake {
      throw mistake
    } catch {
      preconditionFailure("reading an expression throws its own mistakes, not \(error)")
    }
  }

  private static func compare(
    _ values: OrderedDictionary<String, Int>, _ id: String, _ view: SystemView, _ what: String
  ) -> Finding {
    var known = OrderedDictionary<String, Int>()
    if case .numbers(let earlier)? = view.memories[id] { known = earlier }
    for (name, value) in values {
      if let before = known[name], value < before {
        return .broken(
          expected: "\(what)\(name.isEmpty ? "" : " at \(name)") is at least \(before), as before",
          seen: "\(value)", because: [])
      }
      known[name] = value
    }
    view.memories[id] = .numbers(known)
    return .satisfied
  }

  // MARK: Copies

  /// Copies that equal their source at rest.
  func convergence() throws(LawMistake) -> Property<SystemView> {
    var lists: [ListedThings] = []
    for item in property.of.indices { lists.append(try table(item)) }
    let source = lists[0]
    let by = try distinction(in: source) ?? "key"
    let shown = try comparedField(lists)
    let filter = try filter(in: source)
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
      let copies = parts.dropFirst().map { (name: $0.name, state: $0.state) }
      let verdict = ConvergenceLaw(of: parts[0].name).judge(
        parts[0].state, copies: copies, at: system.view.cluster.simulation.now)
      guard let evidence = verdict.evidence else { return .satisfied }
      return .broken(expected: evidence.expected, seen: evidence.seen, because: evidence.because)
    }
  }

  private func comparedField(_ lists: [ListedThings]) throws(LawMistake) -> [Expression] {
    if let text = property.expression {
      do {
        return [try Expression(text, schema: words.schema(inside: lists[0].record))]
      } catch {
        throw LawMistake(.expression, error)
      }
    }
    let fields = (words.schema.records[lists[0].record] ?? [:]).keys.filter { field in
      field != "host" && field != "key"
        && lists.allSatisfy { words.schema.records[$0.record]?[field] != nil }
    }
    var shown: [Expression] = []
    for field in fields { shown.append(try condition(anyField: field, inside: lists[0].record)) }
    return shown
  }

  private func condition(
    anyField field: String, inside record: String
  ) throws(LawMistake) -> Expression {
    do {
      return try Expression(field, schema: words.schema(inside: record))
    } catch {
      throw LawMistake(.of, error)
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
      states[entry.plain("host"), default: [:]][entry.plain(by)] = texts.joined(separator: ", ")
    }
    return states.map { ("\(list.path) on \($0.key)", $0.value) }
  }

  // MARK: When it is looked at

  /// A law over states, looked at when the scenario says.
  private func state(
    _ kind: PropertyKind, _ documentation: String, reading subjects: [Subject],
    ignoresMoment: Bool = false,
    _ look: @escaping @Sendable (SystemEnvironment) throws -> Finding
  ) -> Property<SystemView> {
    let onlyInFaults = property.when == .faults
    let begin = property.after.map { Instant.zero + $0 } ?? .zero
    let reads = OrderedSet(subjects + (onlyInFaults ? [SystemView.faultsSubject] : [])).members
    var moment = kind
    if !ignoresMoment {
      switch property.when {
      case nil, .event, .faults: break
      case .quiescent: moment = .afterQuiescence
      case .end: moment = .atEnd
      }
    }
    return Property(property.id, moment, documentation, source: "", reading: reads) {
      [words] view, instant in
      if instant < begin || onlyInFaults && !view.isFaulty { return .notApplicable }
      return try look(SystemEnvironment(view: view, words: words))
    }
  }
}

extension SystemView {
  /// Whether a process of each host of some services takes requests.
  func isUp(_ services: [String]) -> Bool {
    cluster.hosts.allSatisfy { host in
      !services.contains(host.service.text) || host.process?.isAccepting == true
    }
  }
}
