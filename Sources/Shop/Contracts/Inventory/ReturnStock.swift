import Primitives
package import ServiceRuntime

/// Puts the sold units of an order back into stock.
///
/// Repeating it is harmless. Errors: failed precondition where nothing was sold.
package struct ReturnStock: Request {
  package typealias Reply = Done
  package static let method = Method("inventory.return")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}
