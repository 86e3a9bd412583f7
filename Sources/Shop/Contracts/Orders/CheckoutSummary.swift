package import Primitives

/// Where an order stands that is paid for.
package struct CheckoutSummary: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The order.
  package let order: OrderID
  /// Where it stands.
  package let status: CheckoutStatus
  /// What the customer pays.
  package let total: Money
  /// Why it was cancelled, where it was.
  package let reason: String?

  package init(order: OrderID, status: CheckoutStatus, total: Money, reason: String? = nil) {
    self.order = order
    self.status = status
    self.total = total
    self.reason = reason
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
    digest.take("status", status.rawValue)
    digest.take("total", total)
    digest.take("reason", reason)
  }
}

extension CheckoutSummary: CustomStringConvertible {
  package var description: String {
    "order \(order) \(status.rawValue)" + (reason.map { ": \($0)" } ?? "")
  }
}
