import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// Brings orders to their end by a saga each.
final class SagaCheckoutDriver: CheckoutDriver {
  let writesOrdersFirst = true
  private let orchestrator: SagaOrchestrator<CheckoutState>
  private let recoveryPeriod: Duration
  private let context: ServiceContext
  private let saga: CheckoutSaga

  init(_ context: ServiceContext, _ configuration: CheckoutConfiguration, _ desk: OrderDesk) {
    let saga = CheckoutSaga(configuration: configuration, desk: desk)
    self.context = context
    self.saga = saga
    orchestrator = SagaOrchestrator(context, saga.definition) { alert in
      context.log(.error, "calls for people: \(alert)")
    }
    recoveryPeriod = configuration.recoveryPeriod
  }

  func start() async throws {
    SagaRecovery(orchestrator).run(every: recoveryPeriod)
  }

  func adopt(_ order: CheckoutOrder, in transaction: any StoreTransaction) async throws {
    try await orchestrator.begin(
      SagaID(order.id.text), CheckoutState(order), in: transaction)
  }

  func pursue(_ order: CheckoutOrder) {
    orchestrator.resume(SagaID(order.id.text))
    guard saga.configuration.ending == .afterwards else { return }
    context.tasks.spawn("end of order \(order.id)") {
      do {
        try await self.endAfterwards(order.id)
      } catch {
        self.context.log(.error, "order \(order.id) is not ended: \(error)")
      }
    }
  }

  /// Ends an order when its saga has ended: a crash in between leaves it as it was for good.
  private func endAfterwards(_ order: OrderID) async throws {
    let outcome = try await orchestrator.outcome(of: SagaID(order.text))
    try await context.store.settlingTransaction { transaction in
      try await self.saga.endOrder(outcome, in: transaction)
    }
  }

  func wait(for order: OrderID) async throws {
    _ = try await orchestrator.outcome(of: SagaID(order.text))
  }
}
