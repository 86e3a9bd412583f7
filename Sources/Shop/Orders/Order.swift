import Primitives
package import ShopContracts

/// What a customer asked for and where it stands.
package struct Order: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// The order's id.
  package let id: OrderID
  /// Who asked.
  package let customer: CustomerID
  /// The product.
  package let product: ProductID
  /// How many units.
  package let quantity: Int
  /// The key that every attempt to take the units carries; fixed before the first of them.
  package let key: String
  /// Where it stands.
  package var status: OrderStatus
  /// Why it was cancelled, where it was.
  package var reason: String?

  package var description: String {
    "\(quantity) \(product) for \(customer), \(status.rawValue)\(reason.map { ": \($0)" } ?? "")"
  }

  /// What others are told of it.
  var summary: OrderSummary { OrderSummary(order: id, status: status, reason: reason) }
}
