package import Primitives
package import ServiceRuntime

/// Has the amount of an order kept on the customer's card; nothing is taken yet.
///
/// An order has one payment, and every repetition is about that one: it goes on with it or is told
/// how it ended. Errors: invalid argument for an amount that is not positive, a malformed method or
/// other content than before; failed precondition with `decline` where the card does not pay, and
/// with `status` where the payment was cancelled before; unavailable where the card's bank or the
/// processor is away and certainly did nothing; deadline exceeded, indefinite, while nobody knows.
package struct AuthorizePayment: Request, FieldwiseFingerprinted {
  package typealias Reply = PaymentReport
  package static let method = Method("payments.authorize")

  /// The order.
  package let order: OrderID
  /// Who pays.
  package let customer: CustomerID
  /// How much, more than nothing.
  package let amount: Money
  /// How.
  package let method: PaymentMethod

  package init(order: OrderID, customer: CustomerID, amount: Money, method: PaymentMethod) {
    self.order = order
    self.customer = customer
    self.amount = amount
    self.method = method
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
    digest.take("customer", customer)
    digest.take("amount", amount)
    digest.take("method", method)
  }
}
