import Primitives
package import ServiceRuntime

/// Asks for several products as they are at one moment; those that do not exist are named.
///
/// Errors: invalid argument for more than 100 products.
package struct GetProducts: Request {
  /// What was found.
  package struct Reply: Codable, Sendable, Hashable, Fingerprinted {
    /// The products, in the order asked for.
    package let found: [ProductDetails]
    /// The ids without a product, in the order asked for.
    package let missing: [ProductID]

    package init(found: [ProductDetails], missing: [ProductID]) {
      self.found = found
      self.missing = missing
    }
  }

  package static let method = Method("products.get-several")

  /// The products.
  package let products: [ProductID]

  package init(products: [ProductID]) {
    self.products = products
  }
}
