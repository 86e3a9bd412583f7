import Harness
import Hazards
import ServiceRuntime

/// What scenarios may name of the hazards.
enum HazardVocabulary {
  /// A name and what it means.
  private typealias Entry = ScenarioVocabulary.Entry
  /// A kind of service.
  private typealias Kind = ScenarioVocabulary.ServiceKind

  /// The kinds of services.
  static let services: [ScenarioVocabulary.ServiceKind] = [
    warehouse, storefront, bookingDesk, twoPhaseDesk, eventDesk, clerkDesk, cashier,
    Kind(
      HazardKinds.lockKeeper.rawValue, "keeps locks that end by themselves",
      messages: [
        Entry("lease-lock.acquire", "takes a lock"), Entry("lease-lock.release", "gives it back"),
      ]),
  ]

  private static func words<Choice: RawRepresentable & CaseIterable>(
    _ choice: Choice.Type
  ) -> ScenarioShape where Choice.RawValue == String {
    .word(choice.allCases.map(\.rawValue))
  }

  private static func points(
    _ failpoints: [(name: FailpointName, meaning: String)]
  ) -> [Entry] {
    failpoints.map { Entry($0.name.text, $0.meaning) }
  }

  private static let warehouse = Kind(
    HazardKinds.warehouse.rawValue, "keeps shelves, with care or without",
    config: [
      ScenarioField(
        "taking", words(TakingMethod.self), fallback: "\"key-in-transaction\"",
        "how units are taken"),
      ScenarioField(
        "keyLife", .duration, fallback: "\"24h\"", "how long an answered request's key is kept"),
      ScenarioField(
        "thinking", .duration, fallback: "\"0s\"",
        "how long it takes from looking at a shelf to writing to it"),
      ScenarioField(
        "releasing", words(ReleasingMethod.self), fallback: "\"tombstone\"",
        "how holds are let go of"),
      ScenarioField(
        "expiry", words(ExpiryMethod.self), fallback: "\"never\"",
        "what becomes of holds whose time is over"),
      ScenarioField("holdLife", .duration, fallback: "\"30s\"", "how long a hold lasts"),
      ScenarioField(
        "preparing", words(PreparingMethod.self), fallback: "\"holding\"",
        "what a yes to a transaction over several services is backed by"),
      ScenarioField(
        "fencing", words(FencingMethod.self), fallback: "\"reads-and-writes\"",
        "how tokens of leases are looked at"),
      ScenarioField(
        "consuming", words(ConsumingMethod.self), fallback: "\"none\"",
        "how purchases that come as messages are dealt with"),
    ],
    seed: [
      ScenarioField(
        "stock", .map(.integer(0...1_000_000_000)), "the units of each product at the beginning",
        example: "{ \"console\": 10 }")
    ],
    failpoints: points(WarehouseService.failpoints)
      + [
        Entry("inbox-committed-before-acknowledgement", "a message's work is durable"),
        Entry("idempotent-effect-committed-before-reply", "a keyed effect is durable"),
        Entry("two-phase-vote-durable-before-reply", "the vote is durable, nobody knows"),
        Entry("two-phase-decision-applied-before-reply", "the decision is obeyed, nobody knows"),
      ],
    messages: [
      Entry(TakeUnits.method.name, "takes units for an order"),
      Entry(AskTaking.method.name, "asks whether they were taken"),
      Entry(ReturnUnits.method.name, "puts back what was taken"),
      Entry(ListOwners.method.name, "asks who has units"),
      Entry(ReadShelf.method.name, "reads a shelf"),
      Entry(WriteShelf.method.name, "writes a shelf"),
      Entry(HoldUnits.method.name, "sets units aside"),
      Entry(ReleaseHold.method.name, "lets go of them"),
      Entry(SellHold.method.name, "sells them"),
      Entry("two-phase-commit.prepare", "asks for a vote"),
      Entry("two-phase-commit.decide", "tells a decision"),
    ])

  private static let deskMessages = [Entry(BuyUnits.method.name, "asks for units of a product")]

  private static let storefront = Kind(
    HazardKinds.storefront.rawValue, "sells by asking the warehouse",
    config: [
      ScenarioField(
        "key", words(KeyChoice.self), fallback: "\"per-order\"", "which key requests carry"),
      ScenarioField(
        "whenUnknown", words(UnknownReading.self), fallback: "\"repeat\"",
        "what an answer that did not come is taken for"),
      ScenarioField(
        "comparesVersions", .flag, fallback: "false",
        "whether requests say on which version of the shelf they were decided"),
      ScenarioField(
        "breaking", words(Breaking.self), fallback: "\"none\"",
        "when a warehouse that does not answer is left in peace"),
      ScenarioField(
        "waiting", words(Waiting.self), fallback: "\"limited\"", "how the customer waits"),
      ScenarioField(
        "attempts", .integer(1...100), fallback: "4",
        "how often the warehouse is asked while the customer waits"),
      ScenarioField(
        "attemptTimeout", .duration, fallback: "\"3s\"", "how long each attempt may take"),
      ScenarioField(
        "firstPause", .duration, fallback: "\"1s\"",
        "the pause before the second attempt; it doubles with each further one"),
      ScenarioField("longestPause", .duration, fallback: "\"10s\"", "the longest pause"),
      ScenarioField(
        "reconciling", .duration, fallback: "\"0s\"",
        "how often takings are compared with purchases; never where it is zero"),
    ],
    failpoints: points(StorefrontService.failpoints), messages: deskMessages)

  private static let bookingDesk = Kind(
    HazardKinds.bookingDesk.rawValue, "sells by holding, charging and selling",
    config: [
      ScenarioField(
        "driving", words(Driving.self), fallback: "\"saga\"",
        "what gets a purchase through its steps"),
      ScenarioField(
        "undoing", words(Undoing.self), fallback: "\"until-acknowledged\"",
        "how what was done is undone, where that is not the saga's affair"),
      ScenarioField("price", .integer(0...1_000_000), fallback: "500", "what one unit costs"),
      ScenarioField("attempts", .integer(1...100), fallback: "3", "how often a step is tried"),
      ScenarioField(
        "attemptTimeout", .duration, fallback: "\"3s\"", "how long an attempt may take"),
      ScenarioField(
        "chargeTimeout", .duration, fallback: "\"3s\"",
        "how long an attempt to charge may take"),
    ],
    failpoints: points(BookingDesk.failpoints), messages: deskMessages)

  private static let twoPhaseDesk = Kind(
    HazardKinds.twoPhaseDesk.rawValue, "sells by a transaction over several services",
    config: [
      ScenarioField(
        "coordination", words(TwoPhaseDesk.Coordination.self), fallback: "\"durable\"",
        "how a transaction is coordinated")
    ],
    failpoints: points(TwoPhaseDesk.failpoints), messages: deskMessages)

  private static let eventDesk = Kind(
    HazardKinds.eventDesk.rawValue, "sells by telling and hearing",
    config: [
      ScenarioField(
        "publishing", words(EventDesk.Publishing.self), fallback: "\"outbox\"",
        "how a purchase is published")
    ],
    failpoints: points(EventDesk.failpoints)
      + [Entry("outbox-after-publish-before-removal", "a message is published and still owed")],
    messages: deskMessages)

  private static let clerkDesk = Kind(
    HazardKinds.clerkDesk.rawValue, "sells by reading a shelf and writing it back",
    config: [
      ScenarioField("locks", .flag, fallback: "true", "whether clerks take a lock"),
      ScenarioField("lease", .duration, fallback: "\"10s\"", "how long the lock lasts"),
    ],
    failpoints: points(ClerkDesk.failpoints), messages: deskMessages)

  private static let cashier = Kind(
    HazardKinds.cashier.rawValue, "charges cards and gives money back",
    config: [
      ScenarioField(
        "limit", .integer(0...1_000_000_000), fallback: "1000000",
        "the most that is charged at once"),
      ScenarioField(
        "charging", words(CashierService.Charging.self), fallback: "\"once-per-key\"",
        "whether keys are looked at"),
    ],
    messages: [
      Entry(ChargeCard.method.name, "charges for an order"),
      Entry(RefundCard.method.name, "gives it back"),
    ])
}
