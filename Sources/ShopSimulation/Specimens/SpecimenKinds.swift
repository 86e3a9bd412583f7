import Checking
import Harness
import Primitives
import ServiceRuntime
import Specimens
import World

/// The specimens as kinds of services: what can be configured, asked and observed.
enum SpecimenKinds {
  /// The part of the shop that these are, though nobody buys anything there.
  static let part = ShopPart(
    services: [cabinet, mirror, knot, errand], commands: SpecimenCommands.all,
    sagas: [
      ShopPart.Saga(name: saga.name, meaning: "the errand of a specimen: fetch, pay, deliver") {
        _ in saga
      }
    ],
    makeService: { make($0, $1) },
    perform: { request, context throws(RPCError) in
      try await SpecimenCommands.perform(request, context)
    })

  /// Makes a service of a kind, or nothing when no specimen is called so.
  private static func make(_ context: ServiceContext, _ setup: ServiceSetup) -> (any Service)? {
    let word = setup.config.text("mistake") ?? "none"
    switch setup.kind {
    case "Cabinet":
      var initial = OrderedDictionary<String, Int>()
      if let numbers = setup.seed.object("numbers") {
        for name in numbers.names { initial[name] = numbers.integer(name) }
      }
      return CabinetService(
        context, CabinetService.Mistake(rawValue: word) ?? .none,
        pause: setup.config.duration("pause") ?? .zero, initial: initial)
    case "Mirror":
      return MirrorService(
        context, of: ServiceName(setup.config.text("source") ?? "cabinet"),
        every: setup.config.duration("every") ?? .milliseconds(200),
        keepsFirst: setup.config.flag("keepsFirst") ?? false)
    case "Knot":
      return KnotService(
        context, other: ServiceName(setup.config.text("other") ?? "knot"),
        setup.config.text("manner").flatMap(KnotService.Manner.init) ?? .waits)
    case "Errand":
      return ErrandService(context, ErrandService.Mistake(rawValue: word) ?? .none)
    default: return nil
    }
  }

  private static func mistakes(_ words: [String]) -> ScenarioField {
    ScenarioField(
      "mistake", .word(words), fallback: "\"none\"",
      "what it does wrong, so that laws can be seen "
        + "broken")
  }

  private static let cabinet = ScenarioVocabulary.ServiceKind(
    "Cabinet", "a specimen for laws: keeps values, counters, queues, stocks and accounts by key",
    config: [
      mistakes(CabinetService.Mistake.allCases.map(\.rawValue)),
      ScenarioField("pause", .duration, fallback: "\"0s\"", "how long each transaction takes"),
    ],
    seed: [
      ScenarioField(
        "numbers", .map(.integer(0...1_000_000_000)), "the number under each key at the beginning",
        example: "{ \"alice\": 100 }")
    ],
    observations: [
      Observation(
        "slots", "what lies under each key", of: CabinetService.slots,
        [
          .text("value", \.value), .number("number", \.number), .number("version", \.version),
        ]),
      Observation(
        "ledger", "what was posted", of: CabinetService.ledger,
        [.text("id", \.id), .number("amount", \.amount)]),
    ])

  private static let mirror = ScenarioVocabulary.ServiceKind(
    "Mirror", "a specimen for laws: follows a cabinet by asking for all of it now and then",
    config: [
      ScenarioField("source", .name, fallback: "\"cabinet\"", "the cabinet that it follows"),
      ScenarioField("every", .duration, fallback: "\"200ms\"", "how often it asks"),
      ScenarioField(
        "keepsFirst", .flag, fallback: "false",
        "whether it keeps the first version of a key for ever"),
    ],
    observations: [
      Observation(
        "copies", "what lay under each key when it was last asked for", of: MirrorService.copies,
        [
          .text("value", \.value), .number("number", \.number), .number("version", \.version),
        ])
    ])

  private static let knot = ScenarioVocabulary.ServiceKind(
    "Knot", "a specimen for laws: answers when another service has answered it",
    config: [
      ScenarioField("other", .name, isRequired: true, "the service that it asks"),
      ScenarioField(
        "manner", .word(KnotService.Manner.allCases.map(\.rawValue)), fallback: "\"waits\"",
        "how it waits for the other one"),
    ])

  private static let errand = ScenarioVocabulary.ServiceKind(
    "Errand", "a specimen for laws: runs a saga of fetch, pay and deliver",
    config: [mistakes(ErrandService.Mistake.allCases.map(\.rawValue))],
    observations: [
      Observation(
        "log", "what happened in each errand", of: ErrandService.log,
        [.text("errand", \.errand), .text("action", \.action), .text("step", \.step)])
    ])

  /// The saga that an errand is, read from its log.
  private static let saga = SagaSource(
    "errand",
    SagaShape(
      "errand",
      [.init("fetch", .compensatable), .init("pay", .pivot), .init("deliver", .retriable)])
  ) { change, _, _ in
    guard let entry = change.values(in: ErrandService.log)?.new else { return [] }
    let action: SagaRecord.Action
    switch entry.action {
    case "attempted": action = .attempted(entry.step)
    case "done": action = .tookEffect(entry.step)
    case "refused": action = .refused(entry.step)
    case "undoing": action = .compensationAttempted(entry.step)
    case "undone": action = .compensated(entry.step)
    case "completed": action = .ended(.completed)
    default: action = .ended(.compensated)
    }
    return [SagaNote(entry.errand, action)]
  }
}
