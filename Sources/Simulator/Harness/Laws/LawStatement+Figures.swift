import Checking
import Primitives

/// Laws about sagas, repetitions, copies and figures.
extension LawStatement {
  func sagaComplete() throws(LawMistake) -> any RunLaw {
    let known = system?.sagas.map(\.name) ?? []
    if system != nil, known.isEmpty {
      throw LawMistake(.of, "the system knows no saga")
    }
    for (item, name) in property.of.enumerated() where system != nil && !known.contains(name) {
      var mistake = LawMistake(.of, "there is no saga '\(name)'", item: item, known: known)
      mistake.suggestion = NearestName.find(name, among: known)
      throw mistake
    }
    let wanted = sagas.filter { property.of.isEmpty || property.of.contains($0.name) }
    return SagaCompleteLaw(id: property.id, wanted, within: property.within)
  }

  func idempotent() throws(LawMistake) -> any RunLaw {
    try checkSingle()
    let list = try table()
    guard let by = try distinction(in: list) else {
      throw LawMistake(.by, "'by' names the field that tells requests apart")
    }
    return IdempotentLaw(id: property.id, list, by: by, filter: try filter(in: list))
  }

  func staleness() throws(LawMistake) -> any RunLaw {
    var lists: [ListedThings] = []
    for item in property.of.indices { lists.append(try table(item)) }
    guard lists.count > 1 else {
      throw LawMistake(.of, "'of' names the source first and then its copies")
    }
    let by = try distinction(in: lists[0]) ?? "key"
    let version = try figure(property.expression ?? "", inside: lists[0].record)
    return StalenessWatch(
      id: property.id, lists, by: by, version: version, limit: property.within ?? .zero)
  }

  func figure(_ kind: ScenarioProperty.Kind) throws(LawMistake) -> any RunLaw {
    let isOfServices = kind == .amplification
    let commands = isOfServices ? [] : try commands()
    if isOfServices { try checkServices() }
    if let fault = property.fault, !scenario.allFaults.contains(where: { $0.id == fault }) {
      let known = scenario.allFaults.map(\.id)
      var mistake = LawMistake(.fault, "there is no fault '\(fault)'", known: known)
      mistake.suggestion = NearestName.find(fault, among: known)
      throw mistake
    }
    for (field, share) in [(LawForm.Field.atMost, property.atMost), (.atLeast, property.atLeast)] {
      guard let share, !isOfServices, !share.isProbability else { continue }
      throw LawMistake(field, "a share of calls lies between 0 and 1, not at \(share)")
    }
    let (figure, sentence) = figureAndSentence(kind)
    return FigureLaw(
      id: property.id, figure, sentence, commands: commands, filter: try operationFilter())
  }

  private func checkServices() throws(LawMistake) {
    let known = scenario.services.keys
    for (item, name) in property.of.enumerated() where !known.contains(name) {
      var mistake = LawMistake(.of, "there is no service '\(name)'", item: item, known: known)
      mistake.suggestion = NearestName.find(name, among: known)
      throw mistake
    }
  }

  private func figureAndSentence(
    _ kind: ScenarioProperty.Kind
  ) -> (FigureLaw.Figure, String) {
    let within = property.within ?? .zero
    let fault = property.fault.map { "the fault '\($0)'" } ?? "the faults"
    switch kind {
    case .errorRate:
      let limit = property.atMost ?? .zero
      return (.errorRate(atMost: limit), "at most \(limit) of calls fail")
    case .amplification:
      let limit = property.atMost ?? .one
      return (
        .amplification(services: property.of, atMost: limit),
        "requests are made at most \(limit) as often as clients ask"
      )
    case .recovery:
      return (
        .recovery(fault: property.fault, within: within),
        "calls succeed for good \(within.rounded) after \(fault)"
      )
    case .availability:
      let limit = property.atLeast ?? .one
      return (
        .availability(fault: property.fault, atLeast: limit, tail: within),
        "at least \(limit) of calls succeed during \(fault)"
      )
    default:
      let percentile = property.percentile ?? .percent(99)
      return (
        .latency(percentile: percentile, within: within),
        "\(percentile) of calls wait at most \(within.rounded)"
      )
    }
  }
}
