import Harness
import Primitives
import ServiceRuntime
import ShopContracts

/// The shop's words in a scenario's workload.
enum ShopCommands {
  /// Carries out a command on a client's host.
  static func perform(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String {
    if let answer = try await BrokerCommands.perform(request, context) { return answer }
    if let answer = try await CheckoutCommands.perform(request, context) { return answer }
    switch request.name {
    case "place-order": return try await placeOrder(request, context)
    case "get-order": return try await getOrder(request, context)
    default:
      if let text = try await HazardCommands.perform(request, context) { return text }
      if let text = try await PeopleCommands(request: request, context: context).perform() {
        return text
      }
      guard let answer = try await SpecimenCommands.perform(request, context) else {
        throw RPCError(.unimplemented, "the shop has no command \(request.name)")
      }
      return answer
    }
  }

  private static func placeOrder(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String {
    let values = request.arguments
    let order = OrderID(values.text("order") ?? "\(request.client)-\(request.occurrence + 1)")
    let summary = try await context.call(
      PlaceOrder(
        order: order, customer: CustomerID(request.client),
        product: ProductID(values.text("product") ?? "console"),
        quantity: values.integer("quantity") ?? 1),
      to: OrdersAPI.service, deadline: request.deadline,
      metadata: Metadata(client: request.client))
    return text(of: summary)
  }

  private static func getOrder(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String {
    let order = OrderID(request.arguments.text("order") ?? "?")
    let summary = try await context.call(
      GetOrder(order: order), to: OrdersAPI.service, deadline: request.deadline,
      metadata: Metadata(client: request.client))
    return text(of: summary)
  }

  private static func text(of summary: OrderSummary) -> String {
    "order \(summary.order) \(summary.status.rawValue)"
      + (summary.reason.map { ": \($0)" } ?? "")
  }
}
