import Primitives
package import ServiceRuntime

/// Undoes the sale of an order's units, whether it came about or not.
///
/// Sold units go back into stock, kept ones become free, and where nothing is known a mark keeps
/// the reservation from taking effect later. Repeating it is harmless.
package struct ReturnStock: Request {
  package typealias Reply = Done
  package static let method = Method("inventory.return")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}
