package import Primitives
package import ServiceRuntime

/// Takes the amount that is kept for an order.
///
/// A repetition goes on with it or is told how it ended. Errors: not found; failed precondition
/// with `status` where nothing is kept, or not any more; unavailable and deadline exceeded as with
/// authorising.
package struct CapturePayment: Request, FieldwiseFingerprinted {
  package typealias Reply = PaymentReport
  package static let method = Method("payments.capture")

  /// The order.
  package let order: OrderID

  package init(order: OrderID) {
    self.order = order
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
  }
}
