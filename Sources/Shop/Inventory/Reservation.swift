package import Primitives
package import ServiceRuntime
package import ShopContracts

/// What is kept in stock for an order, or was.
package struct Reservation: Codable, Sendable, Hashable, FieldwiseFingerprinted,
  CustomStringConvertible
{
  /// The order.
  package let order: OrderID
  /// Its units, one line a product in order of products; none where only a mark was left.
  package let lines: [StockLine]
  /// When the units become free unless they are sold.
  package let expiresAt: WallTime
  /// Where it stands.
  package var status: ReservationStatus

  package init(
    order: OrderID, lines: [StockLine], expiresAt: WallTime, status: ReservationStatus
  ) {
    self.order = order
    self.lines = lines
    self.expiresAt = expiresAt
    self.status = status
  }

  package var description: String {
    lines.map(\.description).joined(separator: ", ") + (lines.isEmpty ? "" : " ") + status.rawValue
  }

  var reply: StockReserved { StockReserved(order: order, expiresAt: expiresAt) }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
    digest.take("lines", lines)
    digest.take("expiresAt", expiresAt)
    digest.take("status", status.rawValue)
  }
}

extension Reservation {
  /// Lines put together, one for each product, in order of products.
  ///
  /// The order in which locks are taken follows from it, so that two orders for the same products
  /// never wait for each other.
  static func merged(_ lines: [StockLine]) -> [StockLine] {
    var quantities = OrderedDictionary<ProductID, Int>()
    for line in lines { quantities[line.product, default: 0] += line.quantity }
    return quantities.map { StockLine($0.key, $0.value) }.sorted { $0.product < $1.product }
  }
}
