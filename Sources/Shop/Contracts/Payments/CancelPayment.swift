import Primitives
package import ServiceRuntime

/// Undoes the payment of an order, however far it came, and keeps it from coming later.
///
/// Gives up what is only kept, gives back what was taken, and leaves a mark where nothing is known
/// yet, so that an authorisation that is still on its way is refused when it arrives. Repeating it
/// is harmless. Errors: unavailable and deadline exceeded as with authorising; it is then not done.
package struct CancelPayment: Request {
  package typealias Reply = Done
  package static let method = Method("payments.cancel")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }
}
