import Engine
import Primitives
import ServiceRuntime
import World

/// Turns the chaos of a scenario into a nemesis for the hosts of a run.
extension FaultPlanning {
  /// The nemesis; it strikes services' hosts and never the clients, who have nobody to restart
  /// them.
  func nemesis(_ chaos: ScenarioChaos, _ scenario: Scenario) -> Nemesis {
    var nemesis = Nemesis(
      preset(chaos.intensity), chaos.guarantee == .recoverable ? .recoverable : .scorched,
      quietAfter: chaos.quietAfter ?? scenario.limits.time)
    let kinds = chaos.kinds.isEmpty ? ScenarioChaos.Kind.allCases : chaos.kinds
    nemesis.kinds = kinds.flatMap(\.faultKinds)
    nemesis.budget = chaos.budget
    let services = cluster.hosts.filter { scenario.services[$0.service.text] != nil }
    nemesis.hosts =
      chaos.on.isEmpty
      ? services.map(\.index) : OrderedSet(chaos.on.flatMap { $0.ends.flatMap(hosts) }).members
    nemesis.outsideFaults = outsideFaults(kinds)
    nemesis.failpoints = vocabulary.map { failpoints(of: scenario, in: $0) } ?? []
    nemesis.stallsCode = kinds.contains(.stall) && chaos.on.isEmpty
    nemesis.patience = vocabulary.flatMap { scenario.longestSpan(in: $0) }
    return nemesis
  }

  /// The failpoints of the services that a scenario runs.
  private func failpoints(of scenario: Scenario, in vocabulary: ScenarioVocabulary) -> [String] {
    let kinds = OrderedSet(scenario.services.map { $0.value.kind })
    let failpoints = vocabulary.services.filter { kinds.contains($0.name) }
      .flatMap(\.failpoints).map(\.name)
    return OrderedSet(failpoints).members
  }

  private func preset(_ intensity: ScenarioChaos.Intensity) -> NemesisPreset {
    switch intensity {
    case .calm: .calm
    case .rough: .rough
    case .brutal: .brutal
    }
  }

  /// What the parties outside know how to do wrong, with usual times and shares.
  private func outsideFaults(_ kinds: [ScenarioChaos.Kind]) -> [OutsideFault] {
    cluster.outsideParties.flatMap { name, party in
      guard kinds.contains(where: { $0.rawValue == name }) else { return [OutsideFault]() }
      return party.knownFaults.map {
        OutsideFault(
          name, $0, delay: .uniform(.milliseconds(10), .seconds(2)), share: Ratio(1, 10))
      }
    }
  }
}

extension ScenarioChaos.Kind {
  /// The kinds of the failure model that the word stands for.
  var faultKinds: [FaultKind] {
    switch self {
    case .disk: [.diskStall, .diskError, .diskFull, .diskLie, .diskTorn, .diskWipe]
    case .store: [.storeFailover]
    case .broker, .processor: [.outside]
    case .drop: [.drop]
    case .delay: [.delay]
    case .duplicate: [.duplicate]
    case .reorder: [.reorder]
    case .corrupt: [.corrupt]
    case .refuse: [.refuse]
    case .hang: [.hang]
    case .loseReply: [.loseReply]
    case .partition: [.partition]
    case .clog: [.clog]
    case .hold: [.hold]
    case .crash: [.crash]
    case .stop: [.stop]
    case .pause: [.pause]
    case .slow: [.slow]
    case .skew: [.skew]
    case .fail: [.fail]
    // What is held up is drawn by itself.
    case .stall, .replace: []
    }
  }
}
