package import Primitives
import ServiceRuntime
package import ShopContracts

/// An order that is paid for, as the orders service keeps it; never deleted.
package struct CheckoutOrder: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// The order's id.
  package let id: OrderID
  /// Who asked.
  package let customer: CustomerID
  /// Prices and address as they were when it was taken down; they never change.
  package internal(set) var terms: OrderTerms
  /// How it is paid.
  package let method: PaymentMethod
  /// Where it stands.
  package private(set) var status: CheckoutStatus
  /// The payment, once there is one.
  package var payment: PaymentID?
  /// The parcel, once there is one.
  package var shipment: ShipmentID?
  /// Why it was cancelled, where it was.
  package private(set) var reason: String?
  /// Every change of its status, the oldest first.
  package private(set) var history: [OrderChange]

  init(
    _ id: OrderID, by customer: CustomerID, terms: OrderTerms, method: PaymentMethod,
    at time: WallTime
  ) {
    self.id = id
    self.customer = customer
    self.terms = terms
    self.method = method
    status = .created
    history = [OrderChange(.created, "taken down", at: time)]
  }

  /// What is ordered, without prices.
  package var lines: [StockLine] { terms.lines.map { StockLine($0.product, $0.quantity) } }

  /// Lets an event happen; where it moves the order, that is noted.
  mutating func take(
    _ event: OrderStateMachine.Event, _ note: String, at time: WallTime
  ) -> OrderStateMachine.Step {
    var machine = OrderStateMachine(status)
    let step = machine.take(event)
    guard step == .moves else { return step }
    status = machine.status
    history.append(OrderChange(status, note, at: time))
    if status == .cancelled { reason = note }
    return step
  }

  /// Lets it stand where the latest news have it, whatever was before.
  mutating func believe(_ event: OrderStateMachine.Event, _ note: String, at time: WallTime) {
    status = event.result
    history.append(OrderChange(status, note, at: time))
  }

  /// Where it stands, as others are told.
  package var summary: CheckoutSummary {
    CheckoutSummary(order: id, status: status, total: terms.total, reason: reason)
  }

  /// Everything about it, as its owner is told.
  var report: CheckoutReport {
    CheckoutReport(
      summary: summary, terms: terms, payment: payment, shipment: shipment, history: history)
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("id", id)
    digest.take("customer", customer)
    digest.take("terms", terms)
    digest.take("method", method)
    digest.take("status", status.rawValue)
    digest.take("payment", payment)
    digest.take("shipment", shipment)
    digest.take("reason", reason)
    digest.take("history", history)
  }
}

extension CheckoutOrder: CustomStringConvertible {
  package var description: String {
    lines.map(\.description).joined(separator: ", ") + " for \(customer), \(status.rawValue)"
      + (reason.map { ": \($0)" } ?? "")
  }
}
