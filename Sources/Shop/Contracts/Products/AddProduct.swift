import Primitives
package import ServiceRuntime

/// Puts a product into the catalogue. Needs an idempotency key.
///
/// Errors: invalid argument without a key, and with `field` for a missing name, code or category, a
/// weight or size below one, or a price outside 0 to 10^12 minor units; already exists with `field`
/// for the id or the code of another product.
package struct AddProduct: Request {
  package typealias Reply = ProductDetails

  package static let method = Method("products.add")

  /// The product.
  package let product: ProductID
  /// What is said about it.
  package let entry: CatalogueEntry
  /// What one costs.
  package let price: Money

  package init(product: ProductID, entry: CatalogueEntry, price: Money) {
    self.product = product
    self.entry = entry
    self.price = price
  }
}
