import Primitives
package import ServiceRuntime

/// Asks for a customer's orders, in order of ids.
///
/// Errors: invalid argument for a page below zero or a page size outside 1 to 100.
package struct ListOrders: Request {
  /// One page of orders.
  package struct Reply: Codable, Sendable, Hashable, Fingerprinted {
    /// The orders of the page.
    package let orders: [CheckoutSummary]
    /// How many there are on all pages.
    package let total: Int

    package init(orders: [CheckoutSummary], total: Int) {
      self.orders = orders
      self.total = total
    }
  }

  package static let method = Method("orders.list")

  /// Whose orders.
  package let customer: CustomerID
  /// Which page, from zero.
  package let page: Int
  /// How many orders a page has.
  package let pageSize: Int

  package init(customer: CustomerID, page: Int = 0, pageSize: Int = 20) {
    self.customer = customer
    self.page = page
    self.pageSize = pageSize
  }
}
