import Primitives
package import ServiceRuntime
package import ShopContracts

/// The streams over which desks and warehouses tell each other what happened.
package enum PurchaseEvents {
  /// Purchases that were taken down.
  package static let placed = Topic<PurchasePlaced>("purchases", carrying: "purchase-placed")
  /// What the warehouse made of them.
  package static let answered = Topic<PurchaseAnswered>("answers", carrying: "purchase-answered")
}

/// A purchase was taken down.
package struct PurchasePlaced: Codable, Sendable, Hashable, Fingerprinted {
  /// The order.
  package let order: OrderID
  /// The product.
  package let product: ProductID
  /// How many units.
  package let quantity: Int
}

/// The warehouse has taken a purchase's units, or has refused to.
package struct PurchaseAnswered: Codable, Sendable, Hashable, Fingerprinted {
  /// The order.
  package let order: OrderID
  /// Why it was refused; nothing where the units were taken.
  package let refusal: String?
}
