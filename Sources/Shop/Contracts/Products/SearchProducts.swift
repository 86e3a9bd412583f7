import Primitives
package import ServiceRuntime

/// Looks for products that can be bought; what is nothing does not matter.
///
/// Errors: invalid argument with `field` for a page below zero, a page size outside 1 to 100, a
/// price below zero, or two prices in different currencies or the wrong way round.
package struct SearchProducts: Request {
  /// One page of what was found.
  package struct Reply: Codable, Sendable, Hashable, Fingerprinted {
    /// The products of the page, in order of ids.
    package let products: [ProductDetails]
    /// How many there are on all pages.
    package let total: Int

    package init(products: [ProductDetails], total: Int) {
      self.products = products
      self.total = total
    }
  }

  package static let method = Method("products.search")

  /// A text that name or description contain; capital letters do not matter.
  package let text: String?
  /// The category.
  package let category: String?
  /// The least price; leaves out products in other currencies.
  package let lowest: Money?
  /// The highest price; leaves out products in other currencies.
  package let highest: Money?
  /// Which page, from zero; the first where it is left out.
  package let page: Int?
  /// How many products a page has, 1 to 100; 20 where it is left out.
  package let pageSize: Int?

  package init(
    text: String? = nil, category: String? = nil, lowest: Money? = nil, highest: Money? = nil,
    page: Int? = nil, pageSize: Int? = nil
  ) {
    self.text = text
    self.category = category
    self.lowest = lowest
    self.highest = highest
    self.page = page
    self.pageSize = pageSize
  }
}
