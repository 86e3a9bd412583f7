import Primitives
import ServiceRuntime
import ShopContracts
import ShopEvents

/// What the payments service does when it hears of an order.
struct PaymentReactions {
  let bus: EventBus
  let service: PaymentsService

  func register() {
    guard bus.rules.style == .log else { return }
    bus.react(
      to: .orderCreated, as: "charge", emits: [.paymentSucceeded, .paymentFailed],
      calling: { try await self.charge($0) }
    ) { what, refusal, scope in
      if let refusal {
        try await scope.publish(.paymentFailed, what.because(refusal))
      } else {
        try await scope.publish(.paymentSucceeded, what)
      }
    }
    for event in [ShopEvent.stockUnavailable, .stockReleased] {
      bus.react(
        to: event, as: "refund-\(event.rawValue)", emits: [.paymentRefunded],
        calling: { what in
          try await self.service.cancel(what.order, until: .never)
          return nil
        }
      ) { what, _, scope in try await scope.publish(.paymentRefunded, what) }
    }
  }

  /// Charges an order; gives the reason where the card does not pay.
  private func charge(_ what: OrderEvent) async throws -> String? {
    do {
      _ = try await service.authorize(
        AuthorizePayment(
          order: what.order, customer: what.customer, amount: what.total, method: what.method),
        until: .never)
      _ = try await service.capture(what.order, until: .never)
      return nil
    } catch let error as RPCError where error.code == .failedPrecondition {
      return error.message
    }
  }
}
