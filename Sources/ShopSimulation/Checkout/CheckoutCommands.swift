import Harness
import Primitives
import ServiceRuntime
import ShopContracts

/// What customers of a checkout do.
enum CheckoutCommands {
  static let order = "check-out"
  static let look = "look-at-order"
  static let cancel = "cancel-order"
  static let refund = "refund"

  /// Carries out a command of a checkout; nothing for another command.
  static func perform(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String? {
    switch request.name {
    case order: try await checkOut(request, context)
    case look: try await lookAt(request, context)
    case cancel: try await callOff(request, context)
    case refund: try await giveBack(request, context)
    default: nil
    }
  }

  private static func checkOut(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String {
    let values = request.arguments
    let order = values.text("order") ?? "\(request.client)-\(request.occurrence + 1)"
    var address = PostalAddress.example
    address.country = values.text("country") ?? address.country
    let summary = try await context.call(
      CreateOrder(
        order: OrderID(order), customer: CustomerID(request.client),
        lines: lines(values.text("items") ?? "console"), address: address,
        method: PaymentMethod(cardToken: values.text("card") ?? "card-of-the-customer")),
      to: OrdersAPI.service, deadline: request.deadline,
      metadata: Metadata(client: request.client))
    return summary.description
  }

  /// The lines of an order as scenarios write them: `console:2 game`.
  static func lines(_ text: String) -> [StockLine] {
    text.split(separator: " ").map { item in
      let parts = item.split(separator: ":")
      return StockLine(ProductID(String(parts[0])), parts.count > 1 ? Int(parts[1]) ?? 0 : 1)
    }
  }

  private static func lookAt(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String {
    let order = OrderID(request.arguments.text("order") ?? "?")
    let report = try await context.call(
      GetCheckout(order: order, customer: CustomerID(request.client)), to: OrdersAPI.service,
      deadline: request.deadline, metadata: Metadata(client: request.client))
    return report.summary.description
  }

  private static func callOff(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String {
    let order = OrderID(request.arguments.text("order") ?? "?")
    let summary = try await context.call(
      CancelOrder(order: order, customer: CustomerID(request.client)), to: OrdersAPI.service,
      deadline: request.deadline, metadata: Metadata(client: request.client))
    return summary.description
  }

  private static func giveBack(
    _ request: CommandRequest, _ context: ServiceContext
  ) async throws(RPCError) -> String {
    let values = request.arguments
    let report = try await context.call(
      RefundPayment(
        order: OrderID(values.text("order") ?? "?"), refund: values.text("refund") ?? "1",
        amount: Money(minorUnits: Int64(values.integer("amount") ?? 0))),
      to: PaymentsAPI.service, deadline: request.deadline,
      metadata: Metadata(client: request.client))
    return "\(report.refunded) of order \(report.order) went back"
  }
}
