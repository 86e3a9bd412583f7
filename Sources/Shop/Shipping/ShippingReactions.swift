import Primitives
import ServiceRuntime
import ShopContracts
import ShopEvents

/// What the shipping service does when it hears that an order's units are sold.
struct ShippingReactions {
  let bus: EventBus
  let create: (CreateShipment) async throws -> Void

  func register() {
    guard bus.rules.style == .log else { return }
    bus.react(
      to: .stockReserved, as: "pack", emits: [.shipmentCreated, .shipmentFailed],
      calling: { try await self.pack($0) }
    ) { what, refusal, scope in
      if let refusal {
        try await scope.publish(.shipmentFailed, what.because(refusal))
      } else {
        try await scope.publish(.shipmentCreated, what)
      }
    }
  }

  /// Packs an order's parcel; gives the reason where nobody can carry it.
  private func pack(_ what: OrderEvent) async throws -> String? {
    do {
      try await create(
        CreateShipment(order: what.order, lines: what.lines, address: what.address))
      return nil
    } catch let error as RPCError
      where error.code == .failedPrecondition || error.code == .invalidArgument
    {
      return error.message
    }
  }
}
