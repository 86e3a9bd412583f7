package import Primitives
package import ServiceRuntime

/// What other services may ask of the inventory.
package enum InventoryAPI {
  /// The name that the inventory answers to.
  package static let service: ServiceName = "inventory"
}

/// Asks to take units of a product out of stock for an order.
///
/// Errors: invalid argument for a quantity below one; not found for an unknown product; failed
/// precondition where too little is on hand, with `product`, `available` and `requested`; failed
/// precondition where the idempotency key came with another request before.
package struct DeductStock: Request {
  /// What is on hand after the deduction.
  package struct Reply: Codable, Sendable, Hashable, Fingerprinted {
    /// The order that the units were taken for.
    package let order: OrderID
    /// The units left.
    package let remaining: Int

    package init(order: OrderID, remaining: Int) {
      self.order = order
      self.remaining = remaining
    }

    package func fingerprint(into digest: inout Digest) {
      order.fingerprint(into: &digest)
      digest.combine(remaining)
    }
  }

  package static let method = Method("inventory.deduct")

  /// The order that the units are for.
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

  package func fingerprint(into digest: inout Digest) {
    order.fingerprint(into: &digest)
    product.fingerprint(into: &digest)
    digest.combine(quantity)
  }
}
