package import Primitives
package import ServiceRuntime

/// Says that an order's units are kept for a time.
package struct StockReserved: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The order.
  package let order: OrderID
  /// When they become free again unless they are sold, by the inventory's own clock.
  package let expiresAt: WallTime

  package init(order: OrderID, expiresAt: WallTime) {
    self.order = order
    self.expiresAt = expiresAt
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
    digest.take("expiresAt", expiresAt)
  }
}
