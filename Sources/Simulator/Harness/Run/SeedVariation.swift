package import Engine
import Primitives

/// Something that a seed decided before its run began.
package struct RunDraw: Hashable, Sendable {
  /// What it is about, as a way through the scenario: `services.inventory.replicas`.
  package let subject: String
  /// What was decided.
  package let value: String

  /// A decision.
  package init(_ subject: String, _ value: String) {
    self.subject = subject
    self.value = value
  }
}

/// What a seed makes of a scenario: its choices taken and, in a swarm, more drawn besides.
///
/// A swarm gives each seed a random part of what could be varied instead of all of it at once:
/// kinds of faults hide each other's effects, and some mistakes show only where a kind is absent
/// (swarm testing, after Groce and others).
package struct SeedVariation: Sendable {
  /// The scenario as this seed runs it.
  package private(set) var scenario: Scenario
  /// Which ready task goes next.
  package private(set) var policy: SchedulingPolicy
  /// What was decided, in the order of the scenario.
  package private(set) var drawn: [RunDraw]

  /// What a seed makes of a scenario.
  ///
  /// - Parameter choices: tells how many choices among ready tasks a run has; asked where a policy
  ///   is drawn that wants to know.
  init(
    _ document: ScenarioDocument, _ seed: Seed, policy: SchedulingPolicy, swarm: Bool,
    choices: () -> Int
  ) {
    self.policy = policy
    drawn = []
    scenario = document.scenario
    if !scenario.choices.isEmpty { choose(document, seed) }
    guard swarm else { return }
    draw(from: RandomStreams(seed).stream(.exploration, at: "swarm", purpose: "draws"), choices)
  }

  /// Takes an alternative of each value that the scenario leaves to the seed.
  private mutating func choose(_ document: ScenarioDocument, _ seed: Seed) {
    let stream = RandomStreams(seed).stream(.exploration, at: "scenario", purpose: "choices")
    var position: UInt64 = 0
    var drawn: [RunDraw] = []
    scenario = document.variant { choice in
      defer { position += 1 }
      let count = UInt64(choice.alternatives.count)
      let pick = Int(stream.word(at: position).multipliedFullWidth(by: count).high)
      let value = choice.alternatives[pick]
      drawn.append(RunDraw(choice.path.text, value.text ?? JSONText.compact(value)))
      return pick
    }
    self.drawn = drawn
  }

  /// Draws sizes, faults and the policy, each from its own word so that none moves another.
  private mutating func draw(from stream: RandomStream, _ choices: () -> Int) {
    var stream = stream
    for (name, service) in scenario.services where service.replicas > 1 {
      let count = 1 + Int(stream.below(UInt64(service.replicas)))
      scenario.services[name]?.replicas = count
      drawn.append(RunDraw("services.\(name).replicas", "\(count)"))
    }
    drawChaos(&stream)
    guard policy == .arrivalOrder else { return }
    let policies = [
      SchedulingPolicy.arrivalOrder, .randomOrder, .priorityChange(PriorityChange(changes: 3)),
    ]
    policy = policies[Int(stream.below(UInt64(policies.count)))]
    if case .priorityChange(let change) = policy {
      policy = .priorityChange(PriorityChange(changes: change.changes, steps: choices()))
    }
    drawn.append(RunDraw("policy", policy.description))
  }

  /// Draws how hard faults strike and which kinds may; a scenario without chaos is given some.
  private mutating func drawChaos(_ stream: inout RandomStream) {
    var chaos = scenario.chaos ?? ScenarioChaos()
    let all = chaos.kinds.isEmpty ? ScenarioChaos.Kind.allCases : chaos.kinds
    let intensities = ScenarioChaos.Intensity.allCases
    chaos.intensity = intensities[Int(stream.below(UInt64(intensities.count)))]
    let count = 1 + Int(stream.below(UInt64(all.count)))
    var shuffled = all
    stream.shuffle(&shuffled)
    let kept = shuffled.prefix(count)
    chaos.kinds = all.filter { kept.contains($0) }
    scenario.chaos = chaos
    drawn.append(RunDraw("chaos.intensity", chaos.intensity.rawValue))
    drawn.append(
      RunDraw("chaos.kinds", chaos.kinds.map(\.rawValue).joined(separator: ", ")))
  }
}
