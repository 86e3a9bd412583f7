import Primitives
import Resilience
package import ServiceRuntime
import ShopContracts
package import Transactions

/// The checkout as a saga: what is done, what undoes it, and what decides.
///
/// Reserve, authorise, sell and ship can each be undone. Taking the money decides: it is asked for
/// until it is known to have been done or refused, and afterwards the order only goes forward. The
/// customer is told in the end, and nothing depends on that.
struct CheckoutSaga {
  let configuration: CheckoutConfiguration
  let desk: OrderDesk

  /// The definition, with the end of the saga and the end of the order in one transaction.
  var definition: SagaDefinition<CheckoutState> {
    SagaDefinition(
      "checkout", deadline: configuration.deadline,
      steps: CheckoutStep.steps(configuration).map(step)
    ) { outcome, transaction in
      try await self.end(outcome, in: transaction)
    }
  }

  private var patience: SagaPatience {
    SagaPatience(
      timeout: configuration.stepTimeout, attempts: configuration.stepAttempts,
      backoff: Backoff(.doubling, base: .milliseconds(500), cap: .seconds(10)))
  }

  private func step(_ step: CheckoutStep) -> SagaStep<CheckoutState> {
    let name = step.rawValue
    let action: SagaStep<CheckoutState>.Action = { state, call in
      try await step.act(&state, SagaSender(call: call))
      if step == .reserve { try await self.desk.advance(state.order, .reserved, "units are kept") }
    }
    let undoing: SagaStep<CheckoutState>.Action = { state, call in
      try await step.undo(state, SagaSender(call: call))
    }
    switch step.kind(configuration) {
    case .readOnly: return .readOnly(name, patience: patience, action)
    case .nonCritical: return .nonCritical(name, patience: patience, action)
    case .pivot: return .pivot(name, patience: patience, action)
    case .compensatable:
      return .compensatable(name, patience: patience, action, compensation: undoing)
    case .retriable: return .retriable(name, patience: patience, action)
    }
  }

  private func end(
    _ outcome: SagaOutcome<CheckoutState>, in transaction: any StoreTransaction
  ) async throws {
    guard configuration.ending == .together else { return }
    try await endOrder(outcome, in: transaction)
  }

  /// Makes the end of a saga the end of its order.
  func endOrder(
    _ outcome: SagaOutcome<CheckoutState>, in transaction: any StoreTransaction
  ) async throws {
    let state = outcome.state
    switch outcome.status {
    case .completed:
      try await desk.advance(state.order, .paid, "the money is ours", in: transaction) { order in
        order.payment = state.payment
        order.shipment = state.shipment
      }
    case .compensated:
      let reason = outcome.reason ?? "given up"
      try await desk.advance(state.order, .cancelled, reason, in: transaction)
    case .pending, .inProgress, .compensating, .compensationFailed: break
    }
  }

  /// Sends under the key of a saga's step.
  private struct SagaSender: CheckoutSender {
    let call: SagaCall

    func callAsFunction<R: Request>(
      _ request: R, _ service: ServiceName
    ) async throws -> R.Reply {
      try await call.send(request, to: service)
    }
  }
}

extension CheckoutStep {
  /// What the step means for the saga.
  fileprivate func kind(_ configuration: CheckoutConfiguration) -> SagaStepKind {
    switch self {
    case .check: .readOnly
    case .tell: .nonCritical
    case .capture: .pivot
    case .reserve, .authorize: .compensatable
    case .sell, .ship: configuration.capture == .last ? .compensatable : .retriable
    }
  }
}

extension CheckoutService {
  /// The steps of a checkout's saga in order, each with what it means for the saga and who is asked.
  package static func sagaSteps(
    _ configuration: CheckoutConfiguration
  ) -> [(name: String, kind: SagaStepKind, owner: ServiceName)] {
    CheckoutStep.steps(configuration).map { ($0.rawValue, $0.kind(configuration), $0.owner) }
  }
}
