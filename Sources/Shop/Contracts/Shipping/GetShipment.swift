import Primitives
package import ServiceRuntime

/// Asks where an order's parcel is.
///
/// Errors: not found with `order`.
package struct GetShipment: Request {
  package typealias Reply = ShipmentReport

  package static let method = Method("shipping.get")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}
