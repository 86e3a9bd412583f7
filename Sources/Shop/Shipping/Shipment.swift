package import Primitives
package import ServiceRuntime
package import ShopContracts

/// An order's parcel, or the note that there must not be one.
package struct Shipment: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The parcel.
  package let id: ShipmentID
  /// The order.
  package let order: OrderID
  /// What is in it and where it goes; nothing where it was cancelled before anybody asked for it.
  package let content: Content?
  /// Where it is.
  package private(set) var status: ShipmentStatus
  /// The carrier's number for it, once it is on its way.
  package private(set) var tracking: String?
  /// Where it has been, oldest first; never rewritten.
  package private(set) var history: [Stop]

  /// A parcel in its first place.
  init(of order: OrderID, content: Content?, _ status: ShipmentStatus, at time: WallTime) {
    id = ShipmentID("parcel-\(order)")
    self.order = order
    self.content = content
    self.status = status
    history = [Stop(status: status, at: time)]
  }

  /// What others are told of it.
  var report: ShipmentReport {
    ShipmentReport(shipment: id, order: order, status: status, tracking: tracking)
  }

  /// Goes to another place.
  mutating func move(to status: ShipmentStatus, tracking: String?, at time: WallTime) {
    self.status = status
    self.tracking = self.tracking ?? tracking
    history.append(Stop(status: status, at: time))
  }

  /// What is in a parcel and where it goes.
  package struct Content: Codable, Sendable, Hashable, FieldwiseFingerprinted {
    /// What is in it.
    package let lines: [StockLine]
    /// Where it goes.
    package let address: PostalAddress

    package func takeFields(into digest: inout Digest) {
      digest.take("lines", lines)
      digest.take("address", address)
    }
  }

  /// One place on a parcel's way.
  package struct Stop: Codable, Sendable, Hashable, FieldwiseFingerprinted {
    /// Where it was.
    package let status: ShipmentStatus
    /// Since when, by the service's own clock.
    package let at: WallTime

    package func takeFields(into digest: inout Digest) {
      digest.take("status", status.rawValue)
      digest.take("at", at)
    }
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("id", id)
    digest.take("order", order)
    digest.take("content", content)
    digest.take("status", status.rawValue)
    digest.take("tracking", tracking)
    digest.take("history", history)
  }
}

extension Shipment: CustomStringConvertible {
  package var description: String {
    content == nil ? "no parcel for order \(order)" : "\(report)"
  }
}
