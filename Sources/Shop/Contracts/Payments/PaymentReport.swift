package import Primitives

/// A payment as others are told of it.
package struct PaymentReport: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The payment.
  package let payment: PaymentID
  /// The order that it is for.
  package let order: OrderID
  /// Where it stands.
  package let status: PaymentStatus
  /// What the customer pays.
  package let amount: Money
  /// What went back so far.
  package let refunded: Money
  /// Why it was refused, where it was.
  package let failure: String?

  package init(
    payment: PaymentID, order: OrderID, status: PaymentStatus, amount: Money, refunded: Money,
    failure: String?
  ) {
    self.payment = payment
    self.order = order
    self.status = status
    self.amount = amount
    self.refunded = refunded
    self.failure = failure
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("payment", payment)
    digest.take("order", order)
    digest.take("status", status.rawValue)
    digest.take("amount", amount)
    digest.take("refunded", refunded)
    digest.take("failure", failure)
  }
}

extension PaymentReport: CustomStringConvertible {
  package var description: String {
    "payment of \(amount) for order \(order) \(status.rawValue)"
      + (failure.map { ": \($0)" } ?? "")
  }
}
