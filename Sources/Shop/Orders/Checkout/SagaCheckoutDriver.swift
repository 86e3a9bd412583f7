import Primitives
import ServiceRuntime
import ShopContracts
import Transactions

/// Brings orders to their end by a saga each.
final class SagaCheckoutDriver: CheckoutDriver {
  let writesOrdersFirst = true
  private let orchestrator: SagaOrchestrator<CheckoutState>
  private let recoveryPeriod: Duration

  init(_ context: ServiceContext, _ configuration: CheckoutConfiguration, _ desk: OrderDesk) {
    let saga = CheckoutSaga(configuration: configuration, desk: desk)
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
  }

  func wait(for order: OrderID) async throws {
    _ = try await orchestrator.outcome(of: SagaID(order.text))
  }
}
