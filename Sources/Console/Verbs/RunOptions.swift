import Engine
import Exploration
import Harness
import Primitives

/// The options that the verbs around runs share.
enum RunOptions {
  static let seeds = Option.optional(
    "seeds", ValueReader<SeedChoice>.seeds,
    help: "Seeds to run, such as 1..1000, or corpus for those that are kept"
  ).variable("ORRERY_SEEDS")
  static let seed = Option.optional("seed", .seed, help: "The one seed to run")
    .variable("ORRERY_SEED")
  static let settings = Option<[ScenarioSetting]>.list(
    "set", .setting, help: "Give a parameter of the scenario a value")
  static let policy = Option.value(
    "policy", .policy, default: "arrival", help: "Which of several ready tasks goes next")
  static let swarm = Option<Bool>.flag(
    "swarm", help: "Let each seed draw its own part of faults, sizes and policies")
  static let chaos = Option.optional(
    "chaos", .intensity, help: "Add random faults to those that the scenario plans")
  static let jobs = Option.optional(
    "jobs", .integer("N", in: 1...1024), help: "How many processes run seeds; one for each core"
  ).short("j").variable("ORRERY_JOBS")
  static let time = Option.optional(
    "for", .duration, help: "Stop after so much real time, such as 60s"
  ).variable("ORRERY_BUDGET")
  static let stopAfter = Option.optional(
    "stop-after", .integer("K", in: 1...Int.max), help: "Stop a scenario after so many failures")
  static let shard = Option.optional(
    "shard", ValueReader<ShardChoice>.shard, help: "Run one part of the seeds, such as 3/8, or auto"
  ).variable("ORRERY_SHARD")
  static let out = Option.optional(
    "out", .folder, help: "Write results and reports to this folder while they come"
  ).variable("ORRERY_OUT")
  static let resume = Option.optional(
    "resume", .folder, help: "Go on with the cut-off sweep in this folder")
  static let isolated = Option<Bool>.flag(
    "isolated", help: "Make every run in a worker process, however few there are")
  static let shrink = Option.toggle(
    "shrink", default: false, help: "Make a run of each cause of failure small afterwards")
  static let mercy = Option<Bool>.flag(
    "exit-zero-on-failure", help: "End with 0 where laws were broken, for systems that retry")
  static let without = Option<[String]>.list(
    "without", .text("FAULT"), help: "Leave out a planned fault")
  static let with = Option<[[PointFault]]>.list(
    "with", .points, help: "Add a fault at a point, such as 'crash inventory-1 at commit #2'")
  static let bare = Option<Bool>.flag(
    "bare", help: "Leave out whatever the scenario has go wrong by plan or by chaos")
  static let calm = Option<Bool>.flag(
    "calm", help: "Let faults go on in the first half of the calm at the end")
  static let log = Option.value(
    "log", .word(["short", "full"], "LEVEL"), default: "short",
    help: "How much of the timeline to print")
}

extension RunOptions {
  /// Which ready task goes next: as it was said, else as the scenario's strategy has it.
  static func policy(_ arguments: Arguments, _ scenario: Scenario) -> SchedulingPolicy {
    let said = arguments[policy]
    guard arguments.source(of: policy) == .standard else { return said }
    switch scenario.search.strategy {
    case .pct: return .priorityChange(PriorityChange(changes: 3))
    case .random, .exhaustive, .coverage, .swarm: return said
    }
  }

  /// Whether each seed draws its own part of faults, sizes and policies.
  static func swarm(_ arguments: Arguments, _ scenario: Scenario) -> Bool {
    arguments[swarm] || scenario.search.strategy == .swarm
  }
}

extension InvalidValue {
  /// The reason for which a text is not the notation of a value.
  init(_ mistake: NotationMistake, in text: String) {
    // Whoever shows it has named the text already.
    let named = "'\(text)' "
    let isNamed = mistake.message.hasPrefix(named)
    self.init(isNamed ? String(mistake.message.dropFirst(named.count)) : mistake.message)
  }
}

extension ValueReader where Value == ScenarioChaos.Intensity {
  /// How often random faults happen.
  static var intensity: Self {
    let words = ScenarioChaos.Intensity.allCases.map(\.rawValue)
    return ValueReader("HOW", completion: .words(words)) { text throws(InvalidValue) in
      if let intensity = ScenarioChaos.Intensity(rawValue: text) { return intensity }
      throw InvalidValue("is not one of \(words.joined(separator: ", "))")
    }
  }
}

extension ValueReader where Value == [PointFault] {
  /// Faults at points of a run.
  static var points: Self {
    ValueReader("FAULT") { text throws(InvalidValue) in
      do throws(NotationMistake) {
        return try PointFaultNotation.parse(text)
      } catch {
        throw InvalidValue(error, in: text)
      }
    }
  }
}

extension ValueReader where Value == Seed {
  /// One seed.
  static var seed: Self {
    ValueReader("SEED") { text throws(InvalidValue) in
      do throws(NotationMistake) {
        return Seed(try SeedSelection.seed(text))
      } catch {
        throw InvalidValue(error, in: text)
      }
    }
  }
}

extension ValueReader where Value == ScenarioSetting {
  /// A parameter's name and value.
  static var setting: Self {
    ValueReader("NAME=VALUE") { text throws(InvalidValue) in
      do throws(NotationMistake) {
        return try ScenarioSetting(text)
      } catch {
        throw InvalidValue(error, in: text)
      }
    }
  }
}

extension ValueReader where Value == SchedulingPolicy {
  /// A scheduling policy.
  static var policy: Self {
    ValueReader("POLICY", completion: .suggestions(["arrival", "random", "pct:3"])) {
      text throws(InvalidValue) in
      if let policy = SchedulingPolicy(text) { return policy }
      throw InvalidValue(
        "is not a policy; there are arrival, random, pct:3 for three changes of priority, "
          + "pct:3@420 within so many choices, and recorded:… for choices that were made before")
    }
  }
}
