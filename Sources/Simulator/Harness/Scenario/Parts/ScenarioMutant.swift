package import Primitives

/// A mistake that can be planted into a scenario's services, and the law that should notice.
package struct ScenarioMutant: ScenarioPart {
  /// What the mistake is, in a sentence.
  package var title = ""
  /// What is done wrong, by service.
  package var slips = OrderedDictionary<String, [Slip]>()
  /// The law that it breaks.
  package var breaks = ""
  /// Where it was read.
  package var origin = Origin()

  /// What holds when no field is given.
  package init() {}
}

extension ScenarioDocument {
  /// The scenario with one of its mistakes planted; nothing where it has none of that name.
  ///
  /// It is expected that the mistake's law breaks under some seed.
  package func planting(_ name: String) -> ScenarioDocument? {
    guard let mutant = scenario.mutants[name] else { return nil }
    var expectation = ScenarioExpectation()
    expectation.verdict = .sometimesViolated
    expectation.property = mutant.breaks
    let document = expecting(expectation)
    var scenario = document.scenario
    var root = document.root
    scenario.mutants = [:]
    root = root.removing("mutants")
    for (service, slips) in mutant.slips {
      scenario.services[service]?.slips = slips
      let list = JSONNode(.list(slips.map { JSONNode.text($0.text) }))
      root = root.changing("services") { services in
        services.changing(service) { $0.removing("slips").adding("slips", list) }
      }
    }
    return ScenarioDocument(scenario: scenario, root: root)
  }
}

extension JSONNode {
  private var members: [JSONMember] {
    if case .object(let members) = value { members } else { [] }
  }

  /// The object without a field.
  fileprivate func removing(_ name: String) -> JSONNode {
    JSONNode(.object(members.filter { $0.name != name }), at: place)
  }

  /// The object with one field more.
  fileprivate func adding(_ name: String, _ node: JSONNode) -> JSONNode {
    JSONNode(.object(members + [JSONMember(name, node)]), at: place)
  }

  /// The object with something else in one of its fields, where it has that.
  fileprivate func changing(_ name: String, _ change: (JSONNode) -> JSONNode) -> JSONNode {
    JSONNode(
      .object(
        members.map { member in
          member.name == name ? JSONMember(name, change(member.value)) : member
        }), at: place)
  }
}
