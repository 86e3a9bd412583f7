package import Primitives
package import ServiceRuntime
package import ShopContracts

/// The payment for one order as the payments service keeps it; never deleted.
package struct Payment: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The order.
  package let order: OrderID
  /// Who pays; nothing where the payment was cancelled before it was asked for.
  package let customer: CustomerID?
  /// How much.
  package let amount: Money
  /// The processor's token of the card; empty as the customer is missing.
  package let cardToken: String
  /// What the processor knows the charge by.
  package var reference: String
  /// Where it stands.
  package private(set) var status: PaymentStatus
  /// What went back so far.
  package var refunded: Money
  /// The refund that is under way.
  package var refund: Refund?
  /// The names of the refunds that were carried out.
  package var refunds: [String] = []
  /// Why the card does not pay, where it does not.
  package var decline: CardDecline?
  /// What the processor has told of its bookings: taken less given back.
  package var settled: Money
  /// Every change, the oldest first.
  package private(set) var history: [Change]

  /// One change of a payment.
  package struct Change: Codable, Sendable, Hashable, FieldwiseFingerprinted {
    /// What brought it about, in the words of the rules.
    package let event: String
    /// Where the payment stood from then on.
    package let status: PaymentStatus
    /// When, by the service's own clock.
    package let at: WallTime

    package func takeFields(into digest: inout Digest) {
      digest.take("event", event)
      digest.take("status", status.rawValue)
      digest.take("at", at)
    }
  }

  /// Money on its way back.
  package struct Refund: Codable, Sendable, Hashable, FieldwiseFingerprinted {
    /// The name of the refund that undoes a payment: all that has not gone back yet.
    static let rest = "cancel"

    /// The refund's name.
    package let name: String
    /// How much.
    package let amount: Money

    package func takeFields(into digest: inout Digest) {
      digest.take("name", name)
      digest.take("amount", amount)
    }
  }

  /// A payment that an event brings into being.
  init(
    _ order: OrderID, of amount: Money, by customer: CustomerID?, cardToken: String,
    _ event: PaymentStateMachine.Event, _ status: PaymentStatus, at time: WallTime
  ) {
    self.order = order
    self.customer = customer
    self.amount = amount
    self.cardToken = cardToken
    self.status = status
    reference = "charge-\(order)"
    refunded = .zero(amount.currency)
    settled = .zero(amount.currency)
    history = [Change(event: event.rawValue, status: status, at: time)]
  }

  /// Lets an event happen; where it moves the payment, that is noted.
  mutating func take(
    _ event: PaymentStateMachine.Event, at time: WallTime
  ) -> PaymentStateMachine.Step {
    var machine = PaymentStateMachine(status)
    let step = machine.take(event)
    if step == .moves, let next = machine.status {
      status = next
      history.append(Change(event: event.rawValue, status: next, at: time))
    }
    return step
  }

  /// Lets it stand where a booking of the processor has it, whatever was before.
  mutating func believe(
    _ event: PaymentStateMachine.Event, _ status: PaymentStatus, at time: WallTime
  ) {
    self.status = status
    history.append(Change(event: event.rawValue, status: status, at: time))
  }

  /// Names the refund that is to undo the payment, where it is to be undone and none has a name.
  mutating func refundRest() {
    if status == .refunding, refund == nil {
      refund = Refund(name: Refund.rest, amount: refundable)
    }
  }

  /// Whether somebody gets money back and the payment is not being undone by that.
  var isReturningPart: Bool {
    status == .refunding && refund.map { $0.name != Refund.rest } ?? false
  }

  /// What others are told of it.
  var report: PaymentReport {
    PaymentReport(
      payment: PaymentID("payment-\(order)"), order: order, status: status, amount: amount,
      refunded: refunded, failure: decline?.rawValue)
  }

  /// What has not gone back yet.
  var refundable: Money { amount - refunded }

  package func takeFields(into digest: inout Digest) {
    digest.take("order", order)
    digest.take("customer", customer)
    digest.take("amount", amount)
    digest.take("cardToken", cardToken)
    digest.take("reference", reference)
    digest.take("status", status.rawValue)
    digest.take("refunded", refunded)
    digest.take("refund", refund)
    digest.take("refunds", refunds)
    digest.take("decline", decline?.rawValue)
    digest.take("settled", settled)
    digest.take("history", history)
  }
}

extension Payment: CustomStringConvertible {
  package var description: String { report.description }
}
