import Primitives
package import ServiceRuntime

/// Sets how many units of a product are in the warehouse, after a delivery or a count.
///
/// An absolute number, so that repeating it is harmless. Errors: invalid argument for a negative
/// number; failed precondition where more units are kept for orders.
package struct SetStock: Request {
  package typealias Reply = StockReport
  package static let method = Method("inventory.set")

  /// The product, known or new.
  package let product: ProductID
  /// The units in the warehouse, kept ones included.
  package let quantity: Int

  package init(product: ProductID, quantity: Int) {
    self.product = product
    self.quantity = quantity
  }
}
