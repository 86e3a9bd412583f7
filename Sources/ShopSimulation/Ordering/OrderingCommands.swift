import Harness
import Primitives
import ServiceRuntime
import ShopContracts

/// The words of orders for one product in a scenario's workload.
enum OrderingCommands {
  /// Carries out a command on a client's host; nothing where it is none of these.
  static func perform(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String? {
    switch request.name {
    case "place-order": return try await placeOrder(request, context)
    case "get-order": return try await getOrder(request, context)
    default: return nil
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
