package import Primitives

/// What an order was bought on: prices and address as they were at that moment.
///
/// Snapshots: a later change of price or profile does not reach an order.
package struct OrderTerms: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The lines with their prices.
  package var lines: [PricedLine]
  /// The sum of the lines.
  package var subtotal: Money
  /// Tax on the subtotal.
  package var tax: Money
  /// What sending it costs.
  package var shipping: Money
  /// What the customer pays: subtotal, tax and shipping.
  package var total: Money
  /// Where it goes.
  package var address: PostalAddress

  /// The terms of priced lines; the sums follow.
  ///
  /// - Precondition: there is a line, and all amounts share a currency.
  package init(
    lines: [PricedLine], taxBasisPoints: Int, shipping: Money, address: PostalAddress
  ) {
    precondition(!lines.isEmpty, "terms need at least one line, got none")
    self.lines = lines
    subtotal = lines.reduce(.zero(shipping.currency)) { $0 + $1.total }
    tax = subtotal.share(basisPoints: taxBasisPoints)
    self.shipping = shipping
    total = subtotal + tax + shipping
    self.address = address
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("lines", lines)
    digest.take("subtotal", subtotal)
    digest.take("tax", tax)
    digest.take("shipping", shipping)
    digest.take("total", total)
    digest.take("address", address)
  }
}

/// So many pieces of a product at a price.
package struct PricedLine: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The product.
  package var product: ProductID
  /// How many.
  package var quantity: Int
  /// What one costs.
  package var unitPrice: Money
  /// Which of the product's prices that was.
  package var priceVersion: Int
  /// What all cost.
  package var total: Money { unitPrice * quantity }

  package init(product: ProductID, quantity: Int, unitPrice: Money, priceVersion: Int) {
    self.product = product
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.priceVersion = priceVersion
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("product", product)
    digest.take("quantity", quantity)
    digest.take("unitPrice", unitPrice)
    digest.take("priceVersion", priceVersion)
  }
}
