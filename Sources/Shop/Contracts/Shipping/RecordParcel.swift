import Primitives
package import ServiceRuntime

/// Tells the shipping service what the carrier did with an order's parcel.
///
/// Telling it again is harmless.
///
/// Errors: invalid argument where a parcel is taken without the carrier's number; not found with
/// `order`; failed precondition with `status` and `action`.
package struct RecordParcel: Request {
  package typealias Reply = ShipmentReport

  package static let method = Method("shipping.record")

  /// The order.
  package let order: OrderID
  /// What happened.
  package let event: Event
  /// The carrier's number for the parcel; needed when the carrier takes it.
  package let tracking: String?

  package init(order: OrderID, event: Event, tracking: String? = nil) {
    self.order = order
    self.event = event
    self.tracking = tracking
  }

  /// What a carrier does with a parcel.
  package enum Event: String, Codable, Sendable, Hashable, CaseIterable {
    /// It takes the parcel.
    case shipped
    /// It hands the parcel over.
    case delivered
    /// It brings the parcel back.
    case returned
  }
}
