package import Primitives

/// So many pieces of a product.
package struct StockLine: Hashable, Sendable, Codable, FieldwiseFingerprinted {
  /// The product.
  package var product: ProductID
  /// How many, at least one in a valid request.
  package var quantity: Int

  /// So many pieces of a product.
  package init(_ product: ProductID, _ quantity: Int) {
    self.product = product
    self.quantity = quantity
  }

  package func fingerprint(into digest: inout Digest) {
    digest.combine(product.text)
    digest.combine(quantity)
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("product", product)
    digest.take("quantity", quantity)
  }
}

extension StockLine: CustomStringConvertible {
  package var description: String { "\(quantity) × \(product)" }
}
