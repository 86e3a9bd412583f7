package import Primitives
package import ServiceRuntime

/// Orders several products and pays for them.
///
/// Answered as soon as the order is durable, or when it has ended, as the service is set up. The
/// order's id is the identity of the operation: a repetition is told where it stands. Errors:
/// invalid argument for a request that makes no sense or an id used for another order; not found
/// for an unknown customer or product; failed precondition for a product that is not for sale or
/// an order without any address.
package struct CreateOrder: Request, FieldwiseFingerprinted {
  package typealias Reply = CheckoutSummary
  package static let method = Method("orders.create")

  /// The order's id, chosen by whoever asks.
  package let order: OrderID
  /// Who asks.
  package let customer: CustomerID
  /// What is ordered.
  package let lines: [StockLine]
  /// Where it goes; the customer's own address where nothing is given.
  package let address: PostalAddress?
  /// How it is paid.
  package let method: PaymentMethod

  package init(
    order: OrderID, customer: CustomerID, lines: [StockLine], address: PostalAddress? = nil,
    method: PaymentMethod
  ) {
    self.order = order
    self.customer = customer
    self.lines = lines
    self.address = address
    self.method = method
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
    digest.take("customer", customer)
    digest.take("lines", lines)
    digest.take("address", address)
    digest.take("method", method)
  }
}
