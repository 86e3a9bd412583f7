import Primitives
package import ServiceRuntime

/// Asks whether a payment method has the right form.
///
/// Errors: invalid argument where it has not.
package struct ValidatePaymentMethod: Request {
  package typealias Reply = Done
  package static let method = Method("payments.validate-method")

  /// The method.
  package let payment: PaymentMethod

  package init(_ payment: PaymentMethod) {
    self.payment = payment
  }
}
