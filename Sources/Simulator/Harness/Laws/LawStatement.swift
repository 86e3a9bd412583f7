import Checking
import Primitives
import ServiceRuntime

/// What makes a law out of what a scenario states.
///
/// The same code checks a file and prepares a run, so that what was read without a mistake can be
/// judged.
struct LawStatement {
  let property: ScenarioProperty
  let scenario: Scenario
  let words: SystemWords
  let system: ScenarioVocabulary?
  /// The sagas of the system; none while a file is only checked.
  var sagas: [SagaSource] = []

  /// The law, or what is wrong with it.
  func law(of kind: ScenarioProperty.Kind) throws(LawMistake) -> StatedLaw {
    try checkFields(LawForm.of(kind))
    switch kind {
    case .always, .never, .eventually, .final, .sometimes: return .state(try condition(kind))
    case .conserved: return .state(try conserved())
    case .unique: return .state(try unique())
    case .monotonic: return .state(try monotonic())
    case .convergence: return .state(try convergence())
    case .idempotent: return .run(try idempotent())
    case .linearizable: return .run(try linearizable())
    case .serializable: return .run(try serializable())
    case .sagaComplete: return .run(try sagaComplete())
    case .noDeadlock:
      return .run(
        ProgressLaw(id: property.id, budget: property.within ?? .seconds(10)))
    case .staleness: return .run(try staleness())
    case .latency, .errorRate, .amplification, .recovery, .availability:
      return .run(try figure(kind))
    }
  }

  /// Demands the fields that the form needs and refuses those that mean nothing to it.
  private func checkFields(_ form: LawForm) throws(LawMistake) {
    let kind = form.kind.rawValue
    for field in LawForm.Field.allCases where field.isGiven(in: property) {
      guard !(form.needs + form.takes).contains(field) else { continue }
      let kinds = LawForm.kinds(with: field)
      var mistake = LawMistake(field, "'\(field.rawValue)' means nothing to a law of kind \(kind)")
      mistake.known = kinds
      mistake.isForeign = true
      if field == .expression, kind == "linearizable" { mistake.suggestion = "where" }
      throw mistake
    }
    for field in form.needs where !field.isGiven(in: property) {
      var mistake = LawMistake(field, "a law of kind \(kind) needs '\(field.rawValue)'")
      mistake.isMissing = true
      throw mistake
    }
    guard let moment = property.when, !form.moments.contains(moment) else { return }
    throw LawMistake(
      .when, "a law of kind \(kind) is not looked at '\(moment.rawValue)'",
      known: form.moments.map(\.rawValue))
  }

  /// Checks the fields and the form of expressions without knowing what their names stand for.
  func checkForm(_ form: LawForm) throws(LawMistake) {
    try checkFields(form)
    for (field, text) in [
      (LawForm.Field.expression, property.expression), (.filter, property.filter),
    ] {
      guard let text else { continue }
      do {
        try Expression.checkForm(text)
      } catch {
        throw LawMistake(field, error)
      }
    }
  }

  // MARK: Parts that several kinds share

  /// An expression over the system.
  func expression(
    _ text: String, _ field: LawForm.Field, item: Int? = nil
  ) throws(LawMistake) -> Expression {
    do {
      return try Expression(text, schema: words.schema)
    } catch {
      throw LawMistake(field, error, item: item)
    }
  }

  /// A condition over the fields of one entry of a list, or over the system.
  func condition(
    _ text: String, _ field: LawForm.Field, inside record: String?
  ) throws(LawMistake) -> Expression {
    do {
      return try Expression(
        condition: text, schema: record.map { words.schema(inside: $0) } ?? words.schema)
    } catch {
      throw LawMistake(field, error)
    }
  }

  /// The list that an item of `of` names.
  func table(_ item: Int = 0) throws(LawMistake) -> ListedThings {
    let path = property.of[item]
    if let (service, observation) = words.observation(path) {
      return ListedThings(
        path: path, record: path, words: words, table: (service, observation))
    }
    if case .list(.record(let record))? = words.schema.names[path] {
      return ListedThings(path: path, record: record, words: words, table: nil)
    }
    var mistake = LawMistake(
      .of, "there is no list '\(path)'", item: item,
      known: words.observed + ["hosts", "links", "faults", "operations", "spans"])
    mistake.suggestion = NearestName.find(path, among: mistake.known)
    throw mistake
  }

  /// Refuses more than one item in `of`.
  func checkSingle() throws(LawMistake) {
    if property.of.count > 1 {
      throw LawMistake(.of, "one list is expected here, not \(property.of.count)", item: 1)
    }
  }

  /// The field that tells entries of a list apart.
  func distinction(in list: ListedThings) throws(LawMistake) -> String? {
    guard let field = property.by else { return nil }
    let fields = words.schema.records[list.record] ?? [:]
    guard let type = fields[field] else {
      var mistake = LawMistake(
        .by, "an entry of \(list.path) has no field '\(field)'", known: fields.keys)
      mistake.suggestion = NearestName.find(field, among: fields.keys)
      throw mistake
    }
    switch type {
    case .integer, .text, .truth: return field
    case .record, .list: throw LawMistake(.by, "'\(field)' is \(type) and tells nothing apart")
    }
  }

  /// Which entries of a list count.
  func filter(in list: ListedThings) throws(LawMistake) -> Expression? {
    guard let text = property.filter else { return nil }
    do {
      return try condition(text, .filter, inside: list.record)
    } catch {
      throw property.of.count > 1 ? error.found(in: list) : error
    }
  }
}
