import Primitives
package import ServiceRuntime

/// Asks how many units of a product there are.
///
/// Errors: not found.
package struct GetStock: Request {
  package typealias Reply = StockReport
  package static let method = Method("inventory.get")

  /// The product.
  package let product: ProductID

  package init(product: ProductID) {
    self.product = product
  }
}
