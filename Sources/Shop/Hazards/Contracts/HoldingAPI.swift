import Primitives
package import ServiceRuntime
package import ShopContracts

/// Asks to hold units for an order until they are sold or released.
///
/// Errors: invalid argument for a quantity below one; not found for an unknown product; failed
/// precondition where too little is there or the order was released before.
package struct HoldUnits: Request {
  package typealias Reply = Done
  package static let method = Method("warehouse.hold")

  /// The order.
  package let order: OrderID
  /// The product.
  package let product: ProductID
  /// How many units, at least one.
  package let quantity: Int

  package init(order: OrderID, product: ProductID, quantity: Int) {
    self.order = order
    self.product = product
    self.quantity = quantity
  }
}

/// Asks to let go of what is held for an order.
package struct ReleaseHold: Request {
  package typealias Reply = Done
  package static let method = Method("warehouse.release")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}

/// Asks to turn what is held for an order into a sale.
///
/// Errors: failed precondition where nothing is held for it any more.
package struct SellHold: Request {
  package typealias Reply = Done
  package static let method = Method("warehouse.sell")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}

/// What a warehouse does for its part of a transaction over several services.
package struct ShelfBranch: Codable, Sendable, Hashable, Fingerprinted {
  /// The order.
  package let order: OrderID
  /// The product.
  package let product: ProductID
  /// How many units.
  package let quantity: Int
}
