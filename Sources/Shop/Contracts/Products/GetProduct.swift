import Primitives
package import ServiceRuntime

/// Asks for a product, whether or not it can be bought.
///
/// Errors: not found with `product`.
package struct GetProduct: Request {
  package typealias Reply = ProductDetails

  package static let method = Method("products.get")

  /// The product.
  package let product: ProductID

  package init(product: ProductID) {
    self.product = product
  }
}
