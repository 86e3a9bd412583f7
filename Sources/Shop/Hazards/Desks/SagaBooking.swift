import Primitives
import Resilience
import ServiceRuntime
import ShopContracts
import Transactions

/// Gets through the steps as a saga: written down, repeated under one key, undone in reverse.
final class SagaBooking: Booking {
  private let book: PurchaseBook
  private let orchestrator: SagaOrchestrator<BookingState>

  init(_ book: PurchaseBook, _ configuration: BookingConfiguration) {
    self.book = book
    let context = book.context
    orchestrator = SagaOrchestrator(context, Self.definition(book, configuration)) { alert in
      context.log(.error, "\(alert)")
    }
  }

  func begin(_ request: BuyUnits) async throws -> Purchase {
    try await book.record(request) { purchase, transaction in
      let state = BookingState(
        order: purchase.order, product: purchase.product, quantity: purchase.quantity)
      try await self.orchestrator.begin(SagaID(purchase.order.text), state, in: transaction)
    }
  }

  func finish(_ purchase: Purchase) async throws {
    _ = try await orchestrator.outcome(of: SagaID(purchase.order.text))
  }

  func resume() async throws {
    SagaRecovery(orchestrator).run(every: .seconds(5))
  }

  private static func definition(
    _ book: PurchaseBook, _ configuration: BookingConfiguration
  ) -> SagaDefinition<BookingState> {
    let patience = SagaPatience(
      timeout: configuration.attemptTimeout, attempts: configuration.attempts,
      backoff: Backoff(.doubling, base: .milliseconds(500), cap: .seconds(10)))
    var charging = patience
    charging.timeout = configuration.chargeTimeout
    let price = configuration.price
    return SagaDefinition(
      "booking", deadline: .seconds(120),
      steps: [
        hold(patience), charge(charging, price),
        .pivot("sell", patience: patience) { state, call in
          _ = try await call.send(SellHold(order: state.order), to: WarehouseAPI.service)
        },
      ]
    ) { outcome, transaction in
      let status: PurchaseStatus = outcome.status == .completed ? .confirmed : .refused
      try await book.decide(
        OrderID(outcome.id.text), status, reason: outcome.reason, in: transaction)
    }
  }

  private static func hold(_ patience: SagaPatience) -> SagaStep<BookingState> {
    .compensatable(
      "hold", patience: patience
    ) { state, call in
      _ = try await call.send(
        HoldUnits(order: state.order, product: state.product, quantity: state.quantity),
        to: WarehouseAPI.service)
      try await call.context.failpoint(BookingDesk.afterHold)
    } compensation: { state, call in
      _ = try await call.send(ReleaseHold(order: state.order), to: WarehouseAPI.service)
    }
  }

  private static func charge(
    _ patience: SagaPatience, _ price: Int
  ) -> SagaStep<BookingState> {
    .compensatable(
      "charge", patience: patience
    ) { state, call in
      let amount = price * state.quantity
      _ = try await call.send(
        ChargeCard(order: state.order, amount: amount), to: CashierAPI.service)
      try await call.context.failpoint(BookingDesk.afterCharge)
    } compensation: { state, call in
      let amount = price * state.quantity
      _ = try await call.send(
        RefundCard(order: state.order, amount: amount), to: CashierAPI.service)
    }
  }
}

/// What a booking is about.
struct BookingState: Codable, Sendable, Hashable, Fingerprinted {
  let order: OrderID
  let product: ProductID
  let quantity: Int
}
