import Harness
import Inventory
import Orders
import Payments
import Primitives
import ServiceRuntime
import ShopContracts
import ShopEvents

/// What scenarios may name of a checkout.
enum CheckoutVocabulary {
  /// A name and what it means.
  private typealias Entry = ScenarioVocabulary.Entry

  /// The fields of a service that hears of events and tells of them.
  static let events = [
    ScenarioField(
      "events", .word(EventRules.Style.allCases.map(\.rawValue)),
      "the style of the broker by which the service hears of orders; none where nothing is said",
      example: "\"queue\""),
    ScenarioField("broker", .text, fallback: "\"broker\"", "the broker's name"),
    ScenarioField(
      "care", .word(EventRules.Care.allCases.map(\.rawValue)), fallback: "\"all\"",
      "what is done about messages that are lost or come again"),
  ]

  /// The fields of an inventory that takes reservations.
  static let reservations =
    [
      ScenarioField(
        "reservations", .word(ReservationRules.Memory.allCases.map(\.rawValue)),
        "how well reservations are remembered; none are taken where nothing is said",
        example: "\"recorded\""),
      ScenarioField(
        "hold", .duration, fallback: "\"300s\"", "how long units are kept for an order"),
      ScenarioField(
        "bookkeeping", .word(ReservationRules.Bookkeeping.allCases.map(\.rawValue)),
        fallback: "\"together\"", "what of a reservation is durable together"),
      ScenarioField(
        "expiry", .word(ReservationRules.Expiry.allCases.map(\.rawValue)),
        fallback: "\"checked\"", "who looks at the time of a reservation"),
    ] + events

  /// The requests of an inventory that takes reservations.
  static let reservationMessages = [
    ScenarioVocabulary.Entry(ReserveStock.method.name, "keeps units for an order"),
    ScenarioVocabulary.Entry(ReleaseStock.method.name, "frees what is kept"),
    ScenarioVocabulary.Entry(ConsumeStock.method.name, "sells what is kept"),
    ScenarioVocabulary.Entry(ReturnStock.method.name, "undoes the sale"),
  ]

  /// The kinds of services.
  static let services = [checkout, payments]

  private static let checkout = ScenarioVocabulary.ServiceKind(
    "Checkout", "takes orders down, has them paid and sent, and sees to it that each of them ends",
    config: [
      ScenarioField(
        "driver", .word(CheckoutConfiguration.Driver.allCases.map(\.rawValue)),
        fallback: "\"saga\"", "who brings an order to its end"),
      ScenarioField(
        "capture", .word(CheckoutConfiguration.Capture.allCases.map(\.rawValue)),
        fallback: "\"last\"", "when the money is taken"),
      ScenarioField(
        "cancelling", .word(CheckoutConfiguration.Cancelling.allCases.map(\.rawValue)),
        fallback: "\"refused\"", "what becomes of an order that its customer wants no more"),
      ScenarioField(
        "pricing", .word(CheckoutConfiguration.Pricing.allCases.map(\.rawValue)),
        fallback: "\"kept\"", "what an order costs"),
      ScenarioField(
        "news", .word(CheckoutConfiguration.News.allCases.map(\.rawValue)),
        fallback: "\"checked\"", "what becomes of news that contradict where an order stands"),
      ScenarioField(
        "ending", .word(CheckoutConfiguration.Ending.allCases.map(\.rawValue)),
        fallback: "\"together\"", "when the end of a saga becomes the end of its order"),
      ScenarioField(
        "answersAtEnd", .flag, fallback: "true",
        "whether whoever orders is answered when the order has ended"),
      ScenarioField(
        "asksUsers", .flag, fallback: "false", "whether the users service says who may order"),
      ScenarioField(
        "asksProducts", .flag, fallback: "false",
        "whether the products service says what things cost"),
      ScenarioField("ships", .flag, fallback: "true", "whether a parcel is packed"),
      ScenarioField("notifies", .flag, fallback: "false", "whether the customer is told"),
      ScenarioField(
        "tax", .integer(0...10_000), fallback: "0", "tax on everything, in ten-thousandths"),
      ScenarioField(
        "postage", .integer(0...1_000_000), fallback: "0", "what sending costs, in cents"),
      ScenarioField(
        "stepTimeout", .duration, fallback: "\"3s\"", "how long an attempt at a step may take"),
      ScenarioField(
        "stepAttempts", .integer(1...100), fallback: "3",
        "how often a step is tried before the order is given up"),
      ScenarioField(
        "deadline", .duration, fallback: "\"60s\"",
        "how long an order may take until it is decided"),
      ScenarioField(
        "recoveryPeriod", .duration, fallback: "\"10s\"",
        "how often orders are looked for that nobody brings to an end"),
    ] + events,
    seed: [
      ScenarioField(
        "prices", .map(.integer(0...1_000_000_000)),
        "what each product costs in cents, where there is no catalogue",
        example: "{ \"console\": 50000 }")
    ],
    failpoints: CheckoutService.failpoints.map { Entry($0.name.text, $0.meaning) },
    messages: [
      Entry(CreateOrder.method.name, "orders several products and pays for them"),
      Entry(GetCheckout.method.name, "asks for everything about an order"),
      Entry(CancelOrder.method.name, "wants an order no more"),
      Entry(ListOrders.method.name, "asks for a customer's orders"),
      Entry(UpdateOrderStatus.method.name, "tells what became of a parcel"),
    ], observations: CheckoutObservations.checkout)

  private static let payments = ScenarioVocabulary.ServiceKind(
    "Payments", "charges customers through a card processor outside",
    config: [
      ScenarioField(
        "processorTimeout", .duration, fallback: "\"2s\"",
        "how long the processor has to answer"),
      ScenarioField(
        "references", .word(PaymentsConfiguration.References.allCases.map(\.rawValue)),
        fallback: "\"one-per-payment\"", "what the processor knows a charge by"),
      ScenarioField(
        "silence", .word(PaymentsConfiguration.Silence.allCases.map(\.rawValue)),
        fallback: "\"unknown\"", "what it means that the processor does not answer"),
      ScenarioField(
        "refusals", .word(PaymentsConfiguration.Refusals.allCases.map(\.rawValue)),
        fallback: "\"final\"", "what it means that the card does not pay for good"),
      ScenarioField(
        "settlements", .word(PaymentsConfiguration.Settlements.allCases.map(\.rawValue)),
        fallback: "\"once\"", "what becomes of a booking that is told of twice"),
      ScenarioField(
        "repayment", .word(PaymentsConfiguration.Repayment.allCases.map(\.rawValue)),
        fallback: "\"by-name\"", "how money goes back"),
      ScenarioField(
        "reconciliation", .duration,
        "how often the books are compared with the processor's; never where nothing is said",
        example: "\"10s\""),
      ScenarioField(
        "reconciliationGrace", .duration, fallback: "\"60s\"",
        "how long a difference must last before it is repaired"),
    ] + events,
    failpoints: PaymentsService.failpoints.map { Entry($0.name.text, $0.meaning) },
    messages: [
      Entry(AuthorizePayment.method.name, "has an amount kept on a card"),
      Entry(CapturePayment.method.name, "takes what is kept"),
      Entry(CancelPayment.method.name, "undoes a payment"),
      Entry(RefundPayment.method.name, "gives money back"),
      Entry(GetPayment.method.name, "asks how a payment stands"),
      Entry(RecordSettlement.method.name, "tells of the processor's bookings"),
    ], observations: CheckoutObservations.payments)

  /// The commands of clients.
  static let commands = [
    ScenarioVocabulary.Command(
      CheckoutCommands.order, "orders products and pays for them",
      arguments: [
        ScenarioField("order", .text, "the order's id; one is made up where it is missing"),
        ScenarioField(
          "items", .text, fallback: "\"console\"",
          "the products, each with its number of pieces behind a colon where it is not one",
          example: "\"console:2 game\""),
        ScenarioField("card", .text, fallback: "\"card-of-the-customer\"", "the card's token"),
        ScenarioField("country", .text, fallback: "\"US\"", "where it goes, two letters"),
      ]),
    ScenarioVocabulary.Command(
      CheckoutCommands.look, "asks where an order stands",
      arguments: [ScenarioField("order", .text, isRequired: true, "the order's id")]),
    ScenarioVocabulary.Command(
      CheckoutCommands.cancel, "wants an order no more",
      arguments: [ScenarioField("order", .text, isRequired: true, "the order's id")]),
    ScenarioVocabulary.Command(
      CheckoutCommands.refund, "gives back some of an order's money",
      arguments: [
        ScenarioField("order", .text, isRequired: true, "the order's id"),
        ScenarioField("refund", .text, fallback: "\"1\"", "the refund's name"),
        ScenarioField(
          "amount", .integer(1...1_000_000_000), isRequired: true, "how much, in cents"),
      ]),
  ]

  /// The laws.
  static let properties =
    (ReservationProperties.statements + CheckoutProperties.statements
    + MoneyProperties.statements).map { ScenarioVocabulary.Entry($0.id, $0.statement) }
}
