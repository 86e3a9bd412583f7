// A system whose services bring down the process they run in, each in its own way and under some
// seeds only: what a sweep has to survive.

import Checking
import Console
import Engine
import Harness
import Primitives
import ServiceRuntime
import World

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Asks the service to behave as badly as it can.
struct Provoke: Request {
  typealias Reply = String
  static let method: Method = "rude.provoke"
}

/// The seed of the run that this process makes; it makes one at a time.
enum CurrentRun {
  nonisolated(unsafe) static var seed: Seed = 0

  /// Whether it is one in which the service behaves badly: 10, 26, 42 and so on.
  static var isBad: Bool { seed.value % 16 == 10 }
}

/// Behaves badly under one seed in sixteen, in the way that its scenario names.
final class RudeService: Service {
  private let context: ServiceContext
  private let manner: String

  init(_ context: ServiceContext, manner: String) {
    self.context = context
    self.manner = manner
  }

  func start() async throws {
    context.handle(Provoke.self) { _, _ in
      guard CurrentRun.isBad else { return "civil" }
      return self.misbehave()
    }
  }

  private func misbehave() -> String {
    switch manner {
    case "trap":
      let none: [Int] = []
      return "\(none[context.random.below(1) == 0 ? 3 : 4])"
    case "loop":
      var turns: UInt64 = 1
      while turns > 0 { turns = turns &* 3 | 1 }
      return "\(turns)"
    case "hoard":
      var pages: [[UInt8]] = []
      while !pages.contains([]) { pages.append([UInt8](repeating: 1, count: 1 << 20)) }
      return "\(pages.count)"
    case "exit": exit(0)
    case "recursion": return "\(depth(of: 1))"
    default: return "civil"
    }
  }

  private func depth(of level: Int) -> Int {
    level == 0 ? 0 : depth(of: level &+ 1) &+ level
  }
}

let system = SystemUnderTest(
  name: "rude",
  vocabulary: ScenarioVocabulary(
    services: [
      ScenarioVocabulary.ServiceKind(
        "Rude", "brings down its process",
        config: [ScenarioField("manner", .text, isRequired: true, "the way it does so")])
    ],
    commands: [ScenarioVocabulary.Command("provoke", "asks for it")],
    properties: [
      ScenarioVocabulary.Entry("answered", "every command is answered"),
      ScenarioVocabulary.Entry("well-meant", "a law that may trap"),
    ]),
  makeService: { context, setup in
    RudeService(context, manner: setup.config.text("manner") ?? "")
  },
  perform: { context, _ throws(RPCError) in
    try await context.call(Provoke(), to: "rude")
  },
  laws: { scenario in
    [
      Property<SystemView>.always(
        "well-meant", "a law that traps where its scenario is about that",
        reading: [SystemView.operationsSubject]
      ) { view, _ in
        let isRude = scenario.name.hasPrefix("law") && CurrentRun.isBad
        let none: [Int] = []
        return view.operations.count >= 0 && (!isRude || none[view.operations.count] == 0)
      },
      Property<SystemView>.always(
        "answered", "every command is answered", reading: [SystemView.operationsSubject]
      ) { view, _ in
        let isHeard = scenario.name != "law-and-more" || !CurrentRun.isBad
        return view.operations.allSatisfy { operation in
          switch operation.result {
          case .failed: false
          case .succeeded: isHeard
          case .pending, .unknown: true
          }
        }
      },
    ]
  },
  // Nobody is outside; but whoever puts them there sees the run before it begins.
  outsideParties: { _, cluster in
    CurrentRun.seed = cluster.simulation.streams.seed
    return [:]
  })
let environment = Environment.process
let console = Console.standard(
  Program(name: "rude-shop", version: "1", summary: "A system that misbehaves", link: nil),
  system: system)
let code = await console.run(
  arguments: Array(CommandLine.arguments.dropFirst()), environment: environment,
  terminal: .system(environment: environment))
ProcessEnding.end(with: code)
