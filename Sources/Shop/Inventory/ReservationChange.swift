import Primitives
import ServiceRuntime
import ShopContracts

/// What came of an event that happened to a reservation.
struct ReservationChange {
  /// The reservation as it is now.
  let reservation: Reservation
  /// Whether its state did not allow the event.
  let isRefused: Bool

  init(_ reservation: Reservation, _ isRefused: Bool) {
    self.reservation = reservation
    self.isRefused = isRefused
  }

  /// The error that says so.
  func refusal(of event: ReservationStateMachine.Event) -> RPCError {
    RPCError(
      .failedPrecondition,
      "cannot \(event.rawValue) the units of order \(reservation.order): "
        + "\(reservation.status.rawValue)",
      details: [
        "order": reservation.order.text, "status": reservation.status.rawValue,
        "action": event.rawValue,
      ])
  }
}
