// A system whose service depends on the order of a hash set: what selfcheck is there to find.
// It also shows how another system than the shop gets the command line.

import Checking
import Console
import Harness
import Primitives
import ServiceRuntime

/// Asks which of many items comes first.
struct FirstItem: Request {
  typealias Reply = String
  static let method: Method = "leaky.first"
}

/// Answers with whatever a hash set yields first.
final class LeakyService: Service {
  private let context: ServiceContext

  init(_ context: ServiceContext) {
    self.context = context
  }

  func start() async throws {
    let items = Set((0..<50).map { "item \($0)" })
    context.handle(FirstItem.self) { _, _ in items.first ?? "" }
  }
}

let system = SystemUnderTest(
  name: "leaky",
  vocabulary: ScenarioVocabulary(
    services: [ScenarioVocabulary.ServiceKind("Leaky", "answers in hash order")],
    commands: [ScenarioVocabulary.Command("first", "asks for the first item")],
    properties: [ScenarioVocabulary.Entry("answered", "every command is answered")]),
  makeService: { context, _ in LeakyService(context) },
  perform: { context, _ throws(RPCError) in
    try await context.call(FirstItem(), to: "leaky")
  },
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
let environment = Environment.process
let console = Console.standard(
  Program(name: "leaky-shop", version: "1", summary: "A system that leaks", link: nil),
  system: system)
let code = await console.run(
  arguments: Array(CommandLine.arguments.dropFirst()), environment: environment,
  terminal: .system(environment: environment))
ProcessEnding.end(with: code)
