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
      let isRare = kind == .sometimes
      return state(propertyKind(kind), text, reading: words.subjects(of: expression)) { system in
        let isMet = try expression.isMet(in: system)
        if isForbidden {
          return .holding(!isMet, expected: "never: \(text)", seen: "it is so")
        }
        if isMet { return .satisfied }
        if isRare { return .broken(expected: text, seen: "it is not so", because: []) }
        return try expression.finding(in: system)
      }
    }
    try checkSingle()
    let list = try table()
    let filter = try filter(in: list)
    let expression = try condition(text, .expression, inside: list.record)
    let survey = EntrySurvey(kind, list, filter, expression)
    let subjects =
      survey?.subjects ?? list.subjects + words.subjects(of: expression)
      + (filter.map(words.subjects(of:)) ?? [])
    let sentence = "\(text), for each of \(list.path)"
    return state(propertyKind(kind), sentence, reading: subjects) { system in
      if let finding = survey?.finding(in: system) { return finding }
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

  // MARK: When it is looked at

  /// A law over states, looked at when the scenario says.
  func state(
    _ kind: PropertyKind, _ documentation: String, reading subjects: [Subject],
    ignoresMoment: Bool = false,
    _ look: @escaping @Sendable (SystemEnvironment) throws -> Finding
  ) -> Property<SystemView> {
    let onlyInFaults = property.when == .faults
    let begin = property.after.map { Instant.zero + $0 } ?? .zero
    // Whether a fault stands is nothing that a part of a list would tell.
    let reads = OrderedSet(
      onlyInFaults ? subjects.map(\.whole) + [SystemView.faultsSubject] : subjects
    ).members
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
