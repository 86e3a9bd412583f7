import Checking
import Engine
import Primitives
import ServiceRuntime
import World

/// Laws over the entries of tables: sums, repetitions, figures that grow.
extension LawStatement {
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
      for position in terms.indices {
        let amount = try terms[position].number(in: system) ?? 0
        let (next, overflow) = sum.addingReportingOverflow(amount)
        guard !overflow else { throw PropertyBreakdown("the sum overflows at \(names[position])") }
        sum = next
      }
      var total = initial ?? sum
      if case .number(let known)? = system.view.memories[id] {
        total = known
      } else {
        guard system.view.isUp(services) else { return .notApplicable }
        system.view.memories[id] = .number(total)
      }
      if sum == total { return .satisfied }
      let parts = try zip(terms, names).map { "\(try $0.number(in: system) ?? 0) \($1)" }
      return .broken(
        expected: "\(total)", seen: "\(sum) = \(parts.joined(separator: " + "))", because: [])
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
    let recipe = GaugeRecipe(
      distinct: by, where: filter, over: words.schema.records[list.record] ?? [:]
    ).flatMap { FollowedLists.keep(list.path, reading: $0.fields, words) ? $0 : nil }
    let subjects =
      recipe.map { recipe in list.subjects.map { Subject($0.name, part: recipe.name) } }
      ?? list.subjects + (filter.map(words.subjects(of:)) ?? [])
    let reader = ListReader()
    return state(
      .always, "no two of \(list.path) are alike in \(by)", reading: subjects
    ) { system in
      if let recipe, let log = system.log(of: list.path, reading: recipe.fields, for: reader),
        let known = reader.gauge(recipe, of: log)?.distinct
      {
        if known.count == 0 { return .notApplicable }
        if known.areDistinct { return .satisfied }
      }
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
}
