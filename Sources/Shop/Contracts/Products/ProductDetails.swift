import Primitives

/// A product as the catalogue has it now.
package struct ProductDetails: Codable, Sendable, Hashable, Fingerprinted {
  /// The product.
  package let product: ProductID
  /// What is said about it.
  package var entry: CatalogueEntry
  /// What one costs now.
  package var price: Money
  /// Which of its prices that is, from one.
  package var priceVersion: Int
  /// Whether it can be bought.
  package var isActive: Bool

  package init(
    product: ProductID, entry: CatalogueEntry, price: Money, priceVersion: Int = 1,
    isActive: Bool = true
  ) {
    self.product = product
    self.entry = entry
    self.price = price
    self.priceVersion = priceVersion
    self.isActive = isActive
  }
}

extension ProductDetails: CustomStringConvertible {
  package var description: String {
    "\(product) at \(price)" + (isActive ? "" : ", not for sale")
  }
}
