package import Primitives

/// A parcel as others are told of it.
package struct ShipmentReport: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The parcel.
  package let shipment: ShipmentID
  /// The order that it is for.
  package let order: OrderID
  /// Where it is.
  package let status: ShipmentStatus
  /// The carrier's number for it, once it is on its way.
  package let tracking: String?

  package init(
    shipment: ShipmentID, order: OrderID, status: ShipmentStatus, tracking: String? = nil
  ) {
    self.shipment = shipment
    self.order = order
    self.status = status
    self.tracking = tracking
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("shipment", shipment)
    digest.take("order", order)
    digest.take("status", status.rawValue)
    digest.take("tracking", tracking)
  }
}

extension ShipmentReport: CustomStringConvertible {
  package var description: String {
    "parcel \(shipment) of order \(order) \(status.rawValue)"
      + (tracking.map { " as \($0)" } ?? "")
  }
}
