import Primitives
package import ServiceRuntime

/// Gives a product a new price. Needs an idempotency key.
///
/// Earlier prices stay known under their versions, so that an order can prove what it was told.
///
/// Errors: invalid argument without a key or for a price outside 0 to 10^12 minor units; not found
/// with `product`; failed precondition with `version` where another price than the one to be
/// replaced counts now.
package struct ChangePrice: Request {
  package typealias Reply = ProductDetails

  package static let method = Method("products.change-price")

  /// The product.
  package let product: ProductID
  /// The new price.
  package let price: Money
  /// The version of the price that it replaces.
  package let replacing: Int

  package init(product: ProductID, price: Money, replacing: Int) {
    self.product = product
    self.price = price
    self.replacing = replacing
  }
}
