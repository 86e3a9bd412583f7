import Harness
import Hazards
import Primitives
import ServiceRuntime
import ShopContracts

/// The words of the hazards in a scenario's workload.
enum HazardCommands {
  /// What scenarios may name.
  static let vocabulary: [ScenarioVocabulary.Command] = [
    ScenarioVocabulary.Command(
      "buy", "asks a desk for units of a product",
      arguments: [
        ScenarioField("order", .text, isRequired: true, "the order's id"),
        ScenarioField("product", .text, fallback: "\"console\"", "the product"),
        ScenarioField("quantity", .integer(1...1_000_000), fallback: "1", "how many units"),
      ]),
    ScenarioVocabulary.Command(
      "take-units", "asks a warehouse for units of a product, past every desk",
      arguments: [
        ScenarioField("order", .text, isRequired: true, "the order's id"),
        ScenarioField("key", .text, "the idempotency key; none where it is missing"),
        ScenarioField("product", .text, fallback: "\"console\"", "the product"),
        ScenarioField("quantity", .integer(1...1_000_000), fallback: "1", "how many units"),
      ]),
  ]

  /// Carries out a command on a client's host; nothing where it is none of these.
  static func perform(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String? {
    switch request.name {
    case "buy": return try await buy(request, context)
    case "take-units": return try await take(request, context)
    default: return nil
    }
  }

  private static func buy(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String {
    let values = request.arguments
    let summary = try await context.call(
      BuyUnits(
        order: OrderID(values.text("order") ?? "?"), customer: CustomerID(request.client),
        product: product(of: values), quantity: values.integer("quantity") ?? 1),
      to: DeskAPI.service, deadline: request.deadline, metadata: Metadata(client: request.client))
    return "order \(summary.order) \(summary.status.rawValue)"
      + (summary.reason.map { ": \($0)" } ?? "")
  }

  private static func take(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String {
    let values = request.arguments
    let reply = try await context.call(
      TakeUnits(
        order: OrderID(values.text("order") ?? "?"), product: product(of: values),
        quantity: values.integer("quantity") ?? 1),
      to: WarehouseAPI.service, deadline: request.deadline,
      metadata: Metadata(idempotencyKey: values.text("key"), client: request.client))
    return "order \(reply.order) taken, \(reply.remaining) left"
  }

  private static func product(of values: ScenarioValues) -> ProductID {
    ProductID(values.text("product") ?? "console")
  }
}
