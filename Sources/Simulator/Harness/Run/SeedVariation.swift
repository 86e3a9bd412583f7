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
    if swarm { draw(RandomStreams(seed), choices) }
    if scenario.settle.isMajority { chooseCore(seed) }
  }

  /// Chooses the hosts that will be healed: of each service in the core the fewest that are most.
  ///
  /// A system that needs more of them than that to go on will be caught by some seed.
  private mutating func chooseCore(_ seed: Seed) {
    let streams = RandomStreams(seed)
    let wanted = scenario.settle.core.flatMap(\.ends)
    var core: [HostSelector] = []
    for (name, service) in scenario.services {
      let numbers = Array(1...max(service.replicas, 1))
      var own = wanted.compactMap { selector -> Int? in
        if case .replica(name, let number) = selector { number } else { nil }
      }
      if wanted.contains(.everything) || wanted.contains(.service(name)) { own = numbers }
      guard !own.isEmpty else { continue }
      var stream = streams.stream(
        .exploration, at: "settle", purpose: StreamKey("core of \(name)"))
      stream.shuffle(&own)
      core += own.prefix(own.count / 2 + 1).sorted().map { .replica(name, $0) }
    }
    scenario.settle.core = core.map { .hosts($0) }
    drawn.append(RunDraw("settle.core", core.map(\.text).joined(separator: ", ")))
  }

  /// Takes an alternative of each value that the scenario leaves to the seed, each by a word of its
  /// own that the value's way through the scenario leads to.
  private mutating func choose(_ document: ScenarioDocument, _ seed: Seed) {
    let stream = RandomStreams(seed).stream(.exploration, at: "scenario", purpose: "choices")
    var drawn: [RunDraw] = []
    scenario = document.variant { choice in
      let count = UInt64(choice.alternatives.count)
      let word = stream.word(at: StreamKey(choice.path.text).word)
      let pick = Int(word.multipliedFullWidth(by: count).high)
      let value = choice.alternatives[pick]
      drawn.append(RunDraw(choice.path.text, value.text ?? JSONText.compact(value)))
      return pick
    }
    self.drawn = drawn
  }

  /// Draws sizes, faults and the policy, each from a stream of its own so that none moves another.
  private mutating func draw(_ streams: RandomStreams, _ choices: () -> Int) {
    func stream(_ purpose: StreamKey) -> RandomStream {
      streams.stream(.exploration, at: "swarm", purpose: purpose)
    }
    for (name, service) in scenario.services where service.replicas > 1 {
      var sizes = stream(StreamKey("replicas of \(name)"))
      let count = 1 + Int(sizes.below(UInt64(service.replicas)))
      scenario.services[name]?.replicas = count
      drawn.append(RunDraw("services.\(name).replicas", "\(count)"))
    }
    drawChaos(stream("chaos"))
    guard policy == .arrivalOrder else { return }
    let policies = [
      SchedulingPolicy.arrivalOrder, .randomOrder, .priorityChange(PriorityChange(changes: 3)),
    ]
    var choice = stream("policy")
    policy = policies[Int(choice.below(UInt64(policies.count)))]
    if case .priorityChange(let change) = policy {
      policy = .priorityChange(PriorityChange(changes: change.changes, steps: choices()))
    }
    drawn.append(RunDraw("policy", policy.description))
  }

  /// Draws how hard faults strike and which kinds may; a scenario without chaos is given some.
  private mutating func drawChaos(_ draws: RandomStream) {
    var stream = draws
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
