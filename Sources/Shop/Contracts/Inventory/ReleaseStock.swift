package import Primitives
package import ServiceRuntime

/// Frees the units that are kept for an order; succeeds where there are none.
///
/// A release that overtakes its reservation keeps it from taking effect later. Errors: failed
/// precondition where the units are sold.
package struct ReleaseStock: Request, FieldwiseFingerprinted {
  package typealias Reply = Done
  package static let method = Method("inventory.release")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
  }
}
