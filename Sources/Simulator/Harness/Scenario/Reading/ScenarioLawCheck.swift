import Checking
import Primitives

/// Mistakes in laws and expectations.
extension ScenarioCheck {
  /// Looks at every law.
  mutating func properties() {
    rejectRepeated("properties", scenario.properties.map { ($0.id, $0.origin.place("id")) })
    guard isComplete else { return }
    for (position, property) in scenario.properties.enumerated() {
      inside(.item(position)) { $0.property(property) }
    }
  }

  private mutating func property(_ property: ScenarioProperty) {
    guard let kind = property.kind else { return known(property) }
    guard vocabulary != nil else { return form(of: property, kind) }
    let statement = LawStatement(
      property: property, scenario: scenario, words: words, system: vocabulary)
    do {
      _ = try statement.law(of: kind)
    } catch {
      report(error, in: property)
    }
  }

  /// A law that the system knows by its name; what it says is not for the file to change.
  private mutating func known(_ property: ScenarioProperty) {
    if let field = LawForm.Field.allCases.first(where: { $0.isGiven(in: property) }) {
      let kinds = LawForm.kinds(with: field)
      context.report(
        .missingField, at: property.origin.place(field.rawValue),
        "'\(field.rawValue)' needs a law that is stated here, and nothing says of which kind"
      ) {
        $0.noting("'kind' is one of " + kinds.joined(separator: ", "))
          .noting("for example \"kind\": \"\(kinds.first ?? "always")\"")
      }
      return
    }
    guard let vocabulary else { return }
    let known = vocabulary.properties.map(\.name)
    if !known.contains(property.id) {
      unknown("property", property.id, at: property.origin.place("id"), known: known)
    }
  }

  /// Looks at the fields and the form of expressions, where nobody knows what names stand for.
  private mutating func form(of property: ScenarioProperty, _ kind: ScenarioProperty.Kind) {
    let statement = LawStatement(
      property: property, scenario: scenario, words: words, system: nil)
    do {
      try statement.checkForm(LawForm.of(kind))
    } catch {
      report(error, in: property)
    }
  }

  private mutating func report(_ mistake: LawMistake, in property: ScenarioProperty) {
    let name = mistake.field.rawValue
    if mistake.isMissing {
      let example = property.kind.map { LawForm.of($0).example } ?? ""
      context.report(.missingField, at: property.origin.place, mistake.message) {
        $0.noting("for example \(example)")
      }
      return
    }
    let code: Diagnostic.Code = mistake.known.isEmpty ? .badValue : .unknownName
    inside(.field(name)) { check in
      check.context.report(code, at: check.place(of: mistake, property), mistake.message) {
        var diagnostic = $0
        if let suggestion = mistake.suggestion {
          diagnostic.label = "did you mean '\(suggestion)'?"
          diagnostic.fix = suggestion
        }
        guard !mistake.known.isEmpty else { return diagnostic }
        return diagnostic.noting(
          (mistake.isForeign ? "it belongs to " : "known are ")
            + mistake.known.joined(separator: ", "))
      }
    }
  }

  /// The place of a mistake: inside the text of an expression where the file holds it as it is.
  private func place(of mistake: LawMistake, _ property: ScenarioProperty) -> SourcePlace? {
    guard var node = property.origin.node?[mistake.field.rawValue] else {
      return property.origin.place
    }
    if case .list(let items) = node.value, let item = mistake.item, items.indices.contains(item) {
      node = items[item]
    }
    guard let bytes = mistake.bytes, let place = node.place, let text = node.text else {
      return node.mark
    }
    let inner =
      place.bytes.lowerBound + 1..<max(place.bytes.lowerBound + 1, place.bytes.upperBound - 1)
    guard place.file.text(inner) == text else { return node.mark }
    let end = min(inner.lowerBound + bytes.upperBound, place.bytes.upperBound)
    return SourcePlace(place.file, inner.lowerBound + bytes.lowerBound..<end)
  }

  /// Looks at what is expected.
  mutating func mutants() {
    for (name, mutant) in scenario.mutants {
      inside(.key(name)) { check in
        for service in mutant.slips.keys where check.scenario.services[service] == nil {
          check.unknown(
            "service", service, at: mutant.origin.place("slips", service),
            known: Array(check.scenario.services.keys))
        }
        let known = check.knownLaws
        if !known.contains(mutant.breaks) {
          check.unknown(
            "property", mutant.breaks, at: mutant.origin.place("breaks"), known: known)
        }
      }
    }
  }

  /// The laws that can be named: the scenario's own and those of the system.
  private var knownLaws: [String] {
    OrderedSet(scenario.properties.map(\.id) + (vocabulary?.properties.map(\.name) ?? [])).members
  }

  mutating func expectation() {
    let expect = scenario.expect
    if let seed = expect.seed, seed.count != 1 {
      context.report(.badValue, at: expect.origin.place("seed"), "one seed is expected here")
    }
    if expect.digest != nil, expect.seed == nil {
      context.report(
        .missingField, at: expect.origin.place("digest"), "a digest belongs to one seed"
      ) { $0.noting("name it, for example \"seed\": 7") }
    }
    if let seed = expect.seed, seed.count == 1, !scenario.search.seeds.covers(seed) {
      warn(
        .neverFires, at: expect.origin.place("seed"),
        "the seed \(seed.text) is not among the seeds \(scenario.search.seeds.text) of 'search'")
    }
    guard let property = expect.property else { return }
    let known = knownLaws
    if !known.contains(property) {
      unknown("property", property, at: expect.origin.place("property"), known: known)
    }
  }
}
