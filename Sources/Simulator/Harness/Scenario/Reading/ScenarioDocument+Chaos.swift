import Primitives

extension ScenarioDocument {
  /// The same scenario with random faults beside those that it plans.
  ///
  /// Where it names kinds of faults or whom they strike, those stay. It is given ten minutes to
  /// settle and twenty to run at least, since whoever waits for something to expire, or draws back
  /// from a service that was away, takes longer among faults than without them.
  package func underChaos(_ intensity: ScenarioChaos.Intensity) -> ScenarioDocument {
    var scenario = scenario
    var chaos = scenario.chaos ?? ScenarioChaos()
    chaos.intensity = intensity
    scenario.chaos = chaos
    scenario.settle.lasting = max(scenario.settle.lasting, .seconds(600))
    scenario.limits.time = max(scenario.limits.time, .seconds(1200))
    var written = Scenario()
    written.chaos = chaos
    written.settle = scenario.settle
    written.limits = scenario.limits
    let changes = ScenarioLanguage.codec.write(written)
    guard case .object(let members) = root.value else {
      preconditionFailure("a scenario was read from \(root.value.noun), not from an object")
    }
    let changed = ["chaos", "settle", "limits"]
    let kept = members.filter { !changed.contains($0.name) }
    let added = changed.compactMap { name in changes[name].map { JSONMember(name, $0) } }
    return ScenarioDocument(
      scenario: scenario, root: JSONNode(.object(kept + added), at: root.place))
  }
}

extension ScenarioReading {
  /// The same reading with random faults beside those that the scenario plans.
  package func underChaos(_ intensity: ScenarioChaos.Intensity) -> ScenarioReading {
    document.map { with($0.underChaos(intensity)) } ?? self
  }
}
