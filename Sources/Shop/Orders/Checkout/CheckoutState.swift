package import Primitives
package import ShopContracts

/// What a checkout's steps need, and what they have found out.
package struct CheckoutState: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The order.
  package let order: OrderID
  /// Who asked.
  package let customer: CustomerID
  /// The order's terms when it was taken down.
  package let terms: OrderTerms
  /// How it is paid.
  package let method: PaymentMethod
  /// The payment, once there is one.
  package var payment: PaymentID?
  /// The parcel, once there is one.
  package var shipment: ShipmentID?

  init(_ order: CheckoutOrder) {
    self.order = order.id
    customer = order.customer
    terms = order.terms
    method = order.method
  }

  /// What is ordered, without prices.
  var lines: [StockLine] { terms.lines.map { StockLine($0.product, $0.quantity) } }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
    digest.take("customer", customer)
    digest.take("terms", terms)
    digest.take("method", method)
    digest.take("payment", payment)
    digest.take("shipment", shipment)
  }
}

extension CheckoutState: CustomStringConvertible {
  package var description: String { "order \(order) of \(customer)" }
}
