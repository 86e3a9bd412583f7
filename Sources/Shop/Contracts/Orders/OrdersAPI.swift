import Primitives
package import ServiceRuntime

/// What others may ask of the orders service.
package enum OrdersAPI {
  /// The name that the orders service answers to.
  package static let service: ServiceName = "orders"
}

/// Where an order stands.
package enum OrderStatus: String, Codable, Sendable, Hashable {
  /// Taken down; whether it can be met is not known yet.
  case pending
  /// The units are taken for it.
  case confirmed
  /// It will not be met.
  case cancelled

  /// Whether nothing more can happen to it.
  package var isFinal: Bool { self != .pending }
}

/// Asks for units of a product.
///
/// The customer may repeat it: the order's id tells repetitions apart from new orders. Errors:
/// invalid argument for a quantity below one, or where the id was used for another order.
package struct PlaceOrder: Request {
  package typealias Reply = OrderSummary

  package static let method = Method("orders.place")

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

/// Asks where an order stands.
///
/// Errors: not found.
package struct GetOrder: Request {
  package typealias Reply = OrderSummary

  package static let method = Method("orders.get")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}

/// Where an order stands.
package struct OrderSummary: Codable, Sendable, Hashable, Fingerprinted {
  /// The order.
  package let order: OrderID
  /// Where it stands.
  package let status: OrderStatus
  /// Why it was cancelled, where it was.
  package let reason: String?

  package init(order: OrderID, status: OrderStatus, reason: String? = nil) {
    self.order = order
    self.status = status
    self.reason = reason
  }
}
