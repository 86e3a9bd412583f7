import Primitives
import ServiceRuntime
import ShopContracts
import ShopEvents

/// Brings orders to their end by events between the services; nobody is in charge.
final class CheckoutChoreography: CheckoutDriver {
  let writesOrdersFirst = true
  private let context: ServiceContext
  private let desk: OrderDesk
  private let bus: EventBus

  init(_ context: ServiceContext, _ rules: EventRules, _ desk: OrderDesk) {
    self.context = context
    self.desk = desk
    bus = EventBus(context, rules)
  }

  func start() async throws {
    switch bus.rules.style {
    case .queue:
      confirm(on: .stockReserved, "the units are sold")
      cancel(on: .stockUnavailable)
    case .log:
      confirm(on: .shipmentCreated, "the parcel is packed")
      cancel(on: .paymentFailed)
      cancel(on: .paymentRefunded)
    }
    bus.start()
  }

  private func confirm(on event: ShopEvent, _ note: String) {
    bus.react(to: event, as: "confirm", emits: []) { what, scope in
      for step in [OrderStateMachine.Event.reserved, .paid] {
        try await self.desk.advance(what.order, step, note, in: scope.transaction)
      }
    }
  }

  private func cancel(on event: ShopEvent) {
    bus.react(to: event, as: "cancel-\(event.rawValue)", emits: []) { what, scope in
      try await self.desk.advance(
        what.order, .cancelled, what.reason ?? event.rawValue, in: scope.transaction)
    }
  }

  func adopt(_ order: CheckoutOrder, in transaction: any StoreTransaction) async throws {
    try await bus.add(.orderCreated, Self.event(of: order), in: transaction)
  }

  func pursue(_ order: CheckoutOrder) {
    bus.flush(.orderCreated, Self.event(of: order))
  }

  func wait(for order: OrderID) async throws {
    while try await desk.order(order)?.status.isSettled == false {
      try await context.clock.sleep(for: .milliseconds(50))
    }
  }

  private static func event(of order: CheckoutOrder) -> OrderEvent {
    OrderEvent(
      order: order.id, customer: order.customer, lines: order.lines, total: order.terms.total,
      method: order.method, address: order.terms.address)
  }
}
