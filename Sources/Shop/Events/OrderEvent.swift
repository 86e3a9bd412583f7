import Primitives
package import ShopContracts

/// What the services tell each other about an order; carries what the next one needs to know.
package struct OrderEvent: Codable, Sendable, Hashable, Fingerprinted {
  /// The order.
  package let order: OrderID
  /// Who asked.
  package let customer: CustomerID
  /// What is ordered.
  package let lines: [StockLine]
  /// What it costs.
  package let total: Money
  /// How it is paid.
  package let method: PaymentMethod
  /// Where it goes.
  package let address: PostalAddress
  /// Why something could not be done, where it could not.
  package var reason: String?

  package init(
    order: OrderID, customer: CustomerID, lines: [StockLine], total: Money, method: PaymentMethod,
    address: PostalAddress
  ) {
    self.order = order
    self.customer = customer
    self.lines = lines
    self.total = total
    self.method = method
    self.address = address
  }

  /// The same event with the reason why something could not be done.
  package func because(_ reason: String) -> OrderEvent {
    var event = self
    event.reason = reason
    return event
  }
}
