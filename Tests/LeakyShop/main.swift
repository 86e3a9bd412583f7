// A system whose services depend on more than their seed, one in each way: what selfcheck is there
// to find. It also shows how another system than the shop gets the command line, and how code that
// was written without the seam is hosted.

import Checking
import Console
import Harness
import Primitives
import ServiceRuntime

/// Asks a service for what it makes of something.
struct Ask: Request {
  typealias Reply = String
  static let method: Method = "leaky.ask"
}

/// The kinds of services, each with what is wrong with it.
let kinds: [(name: String, meaning: String, make: @Sendable (ServiceContext) -> any Service)] = [
  ("HashOrder", "answers with the first element of a set", { HashOrderService($0) }),
  ("RealClock", "answers with the time of day", { RealClockService($0) }),
  ("StaticState", "answers with how often it was asked in its process", { StaticService($0) }),
  ("AddressKey", "answers with what lies at the least address", { AddressService($0) }),
  ("EqualTimers", "lets timers ring at one instant in no order", { TimerService($0) }),
  ("FloatRounding", "answers with a sum of fractions in no order", { RoundingService($0) }),
  ("EnvironmentVariable", "answers with a discount of its surroundings", { DiscountService($0) }),
  ("VariableRead", "asks the C library for a variable", { VariableService($0) }),
  ("ForeignThread", "does part of its work on another thread", { ThreadService($0) }),
  ("Entropy", "answers with a random number of the system", { EntropyService($0) }),
  ("Sound", "answers with a draw of its own", { SoundService($0) }),
  ("Foreign", "was written without the seam", { TillService($0) }),
]

var system = SystemUnderTest(
  name: "leaky",
  vocabulary: ScenarioVocabulary(
    services: kinds.map { ScenarioVocabulary.ServiceKind($0.name, $0.meaning) },
    commands: [ScenarioVocabulary.Command("ask", "asks the service called leaky")],
    properties: [ScenarioVocabulary.Entry("answered", "every command is answered")]),
  makeService: { context, setup in
    for kind in kinds where kind.name == setup.kind { return kind.make(context) }
    return SoundService(context)
  },
  perform: { context, _ throws(RPCError) in try await context.call(Ask(), to: "leaky") },
  laws: { _ in
    [
      Property<SystemView>.always(
        "answered", "every command is answered", reading: [SystemView.operationsSubject]
      ) { view, _ in
        view.operations.allSatisfy {
          if case .failed = $0.result { false } else { true }
        }
      }
    ]
  })
system.foreignKinds = ["Foreign"]
let environment = Environment.process
let console = Console.standard(
  Program(name: "leaky-shop", version: "1", summary: "A system that leaks", link: nil),
  system: system)
let code = await console.run(
  arguments: Array(CommandLine.arguments.dropFirst()), environment: environment,
  terminal: .system(environment: environment))
ProcessEnding.end(with: code)
