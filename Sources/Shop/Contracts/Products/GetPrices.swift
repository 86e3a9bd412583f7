import Primitives
package import ServiceRuntime

/// Asks for every price that a product has had.
///
/// Errors: not found with `product`.
package struct GetPrices: Request {
  /// The prices.
  package struct Reply: Codable, Sendable, Hashable, Fingerprinted {
    /// The prices, the first one first; the last one counts now.
    package let prices: [PriceVersion]

    package init(prices: [PriceVersion]) {
      self.prices = prices
    }
  }

  package static let method = Method("products.get-prices")

  /// The product.
  package let product: ProductID

  package init(product: ProductID) {
    self.product = product
  }
}

/// One of a product's prices; never changed once it is there.
package struct PriceVersion: Codable, Sendable, Hashable, Fingerprinted {
  /// The product.
  package let product: ProductID
  /// Which of its prices it is, from one.
  package let version: Int
  /// What one costs.
  package let price: Money
  /// Since when, by the products service's own clock.
  package let since: WallTime

  package init(product: ProductID, version: Int, price: Money, since: WallTime) {
    self.product = product
    self.version = version
    self.price = price
    self.since = since
  }
}

extension PriceVersion: CustomStringConvertible {
  package var description: String { "price \(version) of \(product): \(price)" }
}
