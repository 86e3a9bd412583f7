import Primitives
package import ServiceRuntime

/// Keeps an order's parcel from being sent, also where the service does not know it yet.
///
/// Undoes `CreateShipment`: a request for the parcel that is still on its way is refused when it
/// arrives. Asking again is harmless.
///
/// Errors: failed precondition with `status` and `action` where the parcel is on its way.
package struct CancelShipment: Request {
  package typealias Reply = Done

  package static let method = Method("shipping.cancel")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}
