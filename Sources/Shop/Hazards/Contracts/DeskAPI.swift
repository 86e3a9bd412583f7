import Primitives
package import ServiceRuntime
package import ShopContracts

/// What others may ask of a desk, whatever its way of working.
package enum DeskAPI {
  /// The name that a desk answers to.
  package static let service: ServiceName = "desk"
}

/// Asks to buy units of a product; repeating it joins the first request.
///
/// Errors: invalid argument for a quantity below one or an order's id that was used before.
package struct BuyUnits: Request {
  package typealias Reply = PurchaseSummary
  package static let method = Method("desk.buy")

  /// The order's id, chosen by whoever asks.
  package let order: OrderID
  /// Who asks.
  package let customer: CustomerID
  /// The product.
  package let product: ProductID
  /// How many units, at least one.
  package let quantity: Int

  package init(order: OrderID, customer: CustomerID, product: ProductID, quantity: Int) {
    self.order = order
    self.customer = customer
    self.product = product
    self.quantity = quantity
  }
}

/// Asks where a purchase stands.
package struct AskPurchase: Request {
  package typealias Reply = PurchaseSummary
  package static let method = Method("desk.ask")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}

/// Where a purchase stands.
package enum PurchaseStatus: String, Codable, Sendable, Hashable {
  /// Taken down; what becomes of it is open.
  case pending
  /// The units are the customer's.
  case confirmed
  /// The customer gets nothing.
  case refused
}

/// What a customer is told of a purchase.
package struct PurchaseSummary: Codable, Sendable, Hashable, Fingerprinted {
  /// The order.
  package let order: OrderID
  /// Where it stands.
  package let status: PurchaseStatus
  /// Why it was refused, where it was.
  package let reason: String?
}
