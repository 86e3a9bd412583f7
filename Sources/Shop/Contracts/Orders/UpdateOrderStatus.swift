import Primitives
package import ServiceRuntime

/// Tells the orders service what became of a parcel.
///
/// Repeating it is harmless. Errors: not found; failed precondition with `status` and `action`.
package struct UpdateOrderStatus: Request {
  package typealias Reply = CheckoutSummary
  package static let method = Method("orders.update-status")

  /// The order.
  package let order: OrderID
  /// What happened.
  package let event: ParcelEvent
  /// Tracking number, confirmation or authorisation.
  package let note: String

  package init(order: OrderID, event: ParcelEvent, note: String) {
    self.order = order
    self.event = event
    self.note = note
  }

  /// What becomes of a parcel.
  package enum ParcelEvent: String, Codable, Sendable, Hashable, CaseIterable {
    /// It is on its way.
    case shipped
    /// It has arrived.
    case delivered
    /// It comes back.
    case returned
  }
}
