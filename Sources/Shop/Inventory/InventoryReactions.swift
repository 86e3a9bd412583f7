import Primitives
import ServiceRuntime
import ShopContracts
import ShopEvents

/// What the inventory does when it hears of an order.
struct InventoryReactions {
  let bus: EventBus
  let reservations: Reservations

  func register() {
    let beginning: ShopEvent = bus.rules.style == .queue ? .orderCreated : .paymentSucceeded
    bus.react(
      to: beginning, as: "sell", emits: [.stockReserved, .stockUnavailable]
    ) { what, scope in
      if let reason = try await self.sell(what, scope.transaction) {
        try await scope.publish(.stockUnavailable, what.because(reason))
      } else {
        try await scope.publish(.stockReserved, what)
      }
    }
    guard bus.rules.style == .log else { return }
    bus.react(to: .shipmentFailed, as: "take-back", emits: [.stockReleased]) { what, scope in
      _ = try await self.reservations.change(what.order, .giveBack, in: scope.transaction)
      try await scope.publish(.stockReleased, what)
    }
  }

  /// Sells an order's units, all or none; gives the reason where it cannot be done.
  private func sell(
    _ what: OrderEvent, _ transaction: any StoreTransaction
  ) async throws -> String? {
    do {
      for event in [ReservationStateMachine.Event.reserve, .consume] {
        let change = try await reservations.change(
          what.order, event, what.lines, in: transaction)
        if change.isRefused { return change.refusal(of: event).message }
      }
      return nil
    } catch let error as RPCError where !error.code.isRetriable {
      return error.message
    }
  }
}
