import Primitives
import Resilience
import ServiceRuntime
import ShopContracts
import Transactions

/// Gives a bought order back: the parcel, the units, the money, in that order.
///
/// Calling the parcel off decides, because only the carrier can refuse: a parcel that has left
/// cannot be called off, and the order stays. From then on everything is asked for until it is
/// done. The order is cancelled in the transaction that ends the saga.
final class OrderCancellation {
  private let desk: OrderDesk
  private let configuration: CheckoutConfiguration
  private let orchestrator: SagaOrchestrator<CheckoutState>

  init(_ context: ServiceContext, _ configuration: CheckoutConfiguration, _ desk: OrderDesk) {
    self.desk = desk
    self.configuration = configuration
    orchestrator = SagaOrchestrator(context, Self.definition(configuration, desk)) { alert in
      context.log(.error, "calls for people: \(alert)")
    }
  }

  /// Takes up what an earlier life left, and keeps looking for what nobody works on.
  func start() {
    SagaRecovery(orchestrator).run(every: configuration.recoveryPeriod)
  }

  /// Gives an order back and returns it as it is then.
  ///
  /// - Throws: `failedPrecondition` where it cannot be called off any more; `unavailable` where
  ///   that is not known yet.
  func cancel(_ order: CheckoutOrder) async throws -> CheckoutOrder {
    switch order.status {
    case .cancelled: return order
    case .created, .reserved:
      guard configuration.news == .checked else {
        return try await desk.advance(order.id, .cancelled, Self.reason)
      }
      throw RPCError(.unavailable, "order \(order.id) is being checked out")
    case .shipped, .delivered, .returned: throw Self.tooLate(order)
    case .paid: break
    }
    switch configuration.cancelling {
    case .refused: throw Self.tooLate(order)
    case .orderOnly: return try await desk.advance(order.id, .cancelled, Self.reason)
    case .saga:
      let outcome = try await orchestrator.start(
        SagaID(order.id.text), CheckoutState(order))
      guard outcome.status == .completed else { throw Self.tooLate(order) }
      return try await desk.order(order.id) ?? order
    }
  }

  static let reason = "its customer wants it no more"

  private static func tooLate(_ order: CheckoutOrder) -> RPCError {
    RPCError(
      .failedPrecondition, "order \(order.id) cannot be called off any more",
      details: ["status": order.status.rawValue])
  }

  // MARK: The saga

  private static func definition(
    _ configuration: CheckoutConfiguration, _ desk: OrderDesk
  ) -> SagaDefinition<CheckoutState> {
    let parcel: [SagaStep<CheckoutState>] =
      configuration.partners.shipping
      ? [
        .pivot("call-parcel-off", patience: .ordinary) { state, call in
          _ = try await call.send(
            CancelShipment(order: state.order), to: ShippingAPI.service)
        }
      ] : []
    let rest: [SagaStep<CheckoutState>] = [
      .retriable("return-units") { state, call in
        _ = try await call.send(ReturnStock(order: state.order), to: InventoryAPI.service)
      },
      .retriable("give-money-back") { state, call in
        _ = try await call.send(CancelPayment(order: state.order), to: PaymentsAPI.service)
      },
    ]
    let word: [SagaStep<CheckoutState>] =
      configuration.partners.notifications
      ? [
        .nonCritical("tell") { state, call in
          let request = SendNotification(
            customer: state.customer, order: state.order, subject: .orderCancelled)
          _ = try await call.send(request, to: NotificationsAPI.service)
        }
      ] : []
    return SagaDefinition(
      "cancellation", deadline: configuration.deadline, steps: parcel + rest + word
    ) { outcome, transaction in
      guard outcome.status == .completed else { return }
      try await desk.advance(outcome.state.order, .cancelled, reason, in: transaction)
    }
  }
}
