import Primitives
package import ServiceRuntime

/// Changes what is said about a product or whether it can be bought. Needs an idempotency key.
///
/// What is nothing stays as it is. Errors: invalid argument without a key, and with `field` as for
/// `AddProduct`; not found with `product`; already exists with `field` for another's code.
package struct UpdateProduct: Request {
  package typealias Reply = ProductDetails

  package static let method = Method("products.update")

  /// The product.
  package let product: ProductID
  /// What is said about it from now on, all of it.
  package let entry: CatalogueEntry?
  /// Whether it can be bought.
  package let isActive: Bool?

  package init(
    product: ProductID, entry: CatalogueEntry? = nil, isActive: Bool? = nil
  ) {
    self.product = product
    self.entry = entry
    self.isActive = isActive
  }
}
