import Harness
import Inventory
import Orders
import ServiceRuntime
import ShopContracts

/// What scenarios may name of orders for one product and the stock they come from.
enum OrderingVocabulary {
  /// The kinds of services.
  static let services = [inventory, orders]

  /// The commands.
  static let commands = [
    ScenarioVocabulary.Command(
      "place-order", "asks for units of a product",
      arguments: [
        ScenarioField("order", .text, "the order's id; one is made up where it is missing"),
        ScenarioField("product", .text, isRequired: true, "the product"),
        ScenarioField("quantity", .integer(1...1_000_000), fallback: "1", "how many units"),
      ]),
    ScenarioVocabulary.Command(
      "get-order", "asks where an order stands",
      arguments: [ScenarioField("order", .text, isRequired: true, "the order's id")]),
  ]

  /// The laws.
  static let properties = [
    ScenarioVocabulary.Entry(
      "stock-is-conserved", "units on hand and units sold add up to what there was"),
    ScenarioVocabulary.Entry(
      "deducted-at-most-once", "each order takes its units of a product at most once"),
    ScenarioVocabulary.Entry(
      "stock-is-never-negative", "no product has fewer than zero units on hand"),
    ScenarioVocabulary.Entry(
      "every-order-ends", "each order is confirmed or cancelled in the end"),
  ]

  /// A name and what it means.
  private typealias Entry = ScenarioVocabulary.Entry

  private static let inventory = ScenarioVocabulary.ServiceKind(
    "Inventory", "keeps count of what is in stock",
    config: [
      ScenarioField(
        "deduction", .word(InventoryConfiguration.Deduction.allCases.map(\.rawValue)),
        fallback: "\"idempotency-key\"",
        "how a deduction protects itself against being repeated")
    ] + CheckoutVocabulary.reservations,
    seed: [
      ScenarioField(
        "stock", .map(.integer(0...1_000_000_000)), "the units of each product at the beginning",
        example: "{ \"console\": 10 }")
    ],
    failpoints: InventoryService.failpoints.map { Entry($0.name.text, $0.meaning) },
    messages: [Entry(DeductStock.method.name, "takes units out of stock for an order")]
      + CheckoutVocabulary.reservationMessages,
    observations: OrderingObservations.inventory)

  private static let orders = ScenarioVocabulary.ServiceKind(
    "Orders", "takes orders down and sees to it that each of them ends",
    config: [
      ScenarioField(
        "attempts", .integer(1...100), fallback: "4",
        "how often the inventory is asked while the customer waits"),
      ScenarioField(
        "attemptTimeout", .duration, fallback: "\"2s\"", "how long each attempt may take"),
      ScenarioField(
        "firstPause", .duration, fallback: "\"500ms\"",
        "the pause before the second attempt; it doubles with each further one"),
      ScenarioField("longestPause", .duration, fallback: "\"30s\"", "the longest pause"),
    ],
    failpoints: OrdersService.failpoints.map { Entry($0.name.text, $0.meaning) },
    messages: [
      Entry(PlaceOrder.method.name, "asks for units of a product"),
      Entry(GetOrder.method.name, "asks where an order stands"),
    ], observations: OrderingObservations.orders)
}
