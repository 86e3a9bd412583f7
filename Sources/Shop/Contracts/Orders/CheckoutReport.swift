import Primitives

/// An order as its owner sees it.
package struct CheckoutReport: Codable, Sendable, Hashable, Fingerprinted {
  /// Where it stands.
  package let summary: CheckoutSummary
  /// What it was bought on.
  package let terms: OrderTerms
  /// The payment, once there is one.
  package let payment: PaymentID?
  /// The parcel, once there is one.
  package let shipment: ShipmentID?
  /// Every change of its status, oldest first.
  package let history: [OrderChange]

  package init(
    summary: CheckoutSummary, terms: OrderTerms, payment: PaymentID?, shipment: ShipmentID?,
    history: [OrderChange]
  ) {
    self.summary = summary
    self.terms = terms
    self.payment = payment
    self.shipment = shipment
    self.history = history
  }
}
