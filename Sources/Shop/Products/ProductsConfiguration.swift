package import ShopContracts

/// How a products service works.
package struct ProductsConfiguration: Sendable {
  /// What is in the catalogue before anything happens; written at the first start only.
  package var initialProducts: [AddProduct]

  package init(initialProducts: [AddProduct] = []) {
    self.initialProducts = initialProducts
  }
}
