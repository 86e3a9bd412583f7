import Primitives
import ServiceRuntime
import ShopContracts
import ShopEvents

/// What the notifications service does when it hears how an order ended.
struct NotificationReactions {
  let bus: EventBus
  let send: (SendNotification) async throws -> Void

  func register() {
    let good: ShopEvent = bus.rules.style == .queue ? .stockReserved : .shipmentCreated
    tell(of: good, .orderConfirmed)
    tell(of: .stockUnavailable, .outOfStock)
  }

  private func tell(of event: ShopEvent, _ subject: NotificationSubject) {
    bus.react(
      to: event, as: "tell-\(subject.rawValue)", emits: [],
      calling: { what in
        try await self.send(
          SendNotification(customer: what.customer, order: what.order, subject: subject))
        return nil
      }
    ) { _, _, _ in }
  }
}
