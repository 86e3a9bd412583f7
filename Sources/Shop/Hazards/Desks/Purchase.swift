import Primitives
package import ServiceRuntime
package import ShopContracts

/// What a customer wants to buy and where it stands.
package struct Purchase: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// The order.
  package let order: OrderID
  /// Who asked.
  package let customer: CustomerID
  /// The product.
  package let product: ProductID
  /// How many units.
  package let quantity: Int
  /// When it was taken down, by the desk's clock.
  package let recordedAt: WallTime
  /// The key of the taking, where it is fixed with the purchase.
  package let key: String?
  /// The version of the shelf that the taking was decided on, where versions are compared.
  package var version: Int?
  /// Where it stands.
  package var status: PurchaseStatus
  /// Why it was refused, where it was.
  package var reason: String?

  package var description: String {
    "\(quantity) \(product) for \(customer), \(status.rawValue)\(reason.map { ": \($0)" } ?? "")"
  }

  /// What the customer is told.
  var summary: PurchaseSummary { PurchaseSummary(order: order, status: status, reason: reason) }
}
