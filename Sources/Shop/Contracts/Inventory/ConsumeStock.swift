package import Primitives
package import ServiceRuntime

/// Takes the units that are kept for an order out of stock: they are sold.
///
/// Repeating it is harmless. Errors: failed precondition where the units are not kept any more.
package struct ConsumeStock: Request, FieldwiseFingerprinted {
  package typealias Reply = Done
  package static let method = Method("inventory.consume")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
  }
}
