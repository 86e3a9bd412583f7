import Primitives
import ServiceRuntime
import ShopContracts

/// Where the prices of an order come from: never from whoever orders.
struct PriceSource {
  private let context: ServiceContext
  private let configuration: CheckoutConfiguration

  init(_ context: ServiceContext, _ configuration: CheckoutConfiguration) {
    self.context = context
    self.configuration = configuration
  }

  /// The lines with what each costs at the moment.
  ///
  /// - Throws: `notFound` for an unknown product; `failedPrecondition` for one that is not for sale.
  func prices(of lines: [StockLine], until deadline: Deadline) async throws -> [PricedLine] {
    guard configuration.partners.products else { return try lines.map(ownPrice) }
    let reply = try await context.call(
      GetProducts(products: lines.map(\.product)), to: ProductsAPI.service,
      deadline: context.clock.deadline(after: configuration.stepTimeout).earlier(of: deadline))
    return try lines.map { line in
      guard let details = reply.found.first(where: { $0.product == line.product }) else {
        throw Self.unknown(line.product)
      }
      guard details.isActive else {
        throw RPCError(
          .failedPrecondition, "\(line.product) is not for sale",
          details: ["product": line.product.text])
      }
      return PricedLine(
        product: line.product, quantity: line.quantity, unitPrice: details.price,
        priceVersion: details.priceVersion)
    }
  }

  private func ownPrice(_ line: StockLine) throws -> PricedLine {
    guard let price = configuration.prices[line.product] else { throw Self.unknown(line.product) }
    return PricedLine(
      product: line.product, quantity: line.quantity, unitPrice: price, priceVersion: 1)
  }

  private static func unknown(_ product: ProductID) -> RPCError {
    RPCError(
      .notFound, "there is no price for \(product)", details: ["product": product.text])
  }
}
