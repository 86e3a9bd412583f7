import Primitives

/// Where an order stands that is paid for.
package struct CheckoutSummary: Codable, Sendable, Hashable, Fingerprinted {
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
}

extension CheckoutSummary: CustomStringConvertible {
  package var description: String {
    "order \(order) \(status.rawValue)" + (reason.map { ": \($0)" } ?? "")
  }
}
