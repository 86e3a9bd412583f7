import Primitives
import ServiceRuntime
import ShopContracts

/// The requests of a checkout, step by step; whoever drives it sends them.
///
/// Each is about the order, whose id is the identity of the operation: sending it again is sending
/// it once.
enum CheckoutStep: String, CaseIterable {
  /// The customer may order.
  case check
  /// The units are kept.
  case reserve
  /// The amount is kept on the card.
  case authorize
  /// The money is taken.
  case capture
  /// The units are sold.
  case sell
  /// A parcel is packed.
  case ship
  /// The customer is told.
  case tell

  /// The steps of a checkout, in order.
  static func steps(_ configuration: CheckoutConfiguration) -> [CheckoutStep] {
    let partners = configuration.partners
    let parcel: [CheckoutStep] = partners.shipping ? [.ship] : []
    let money: [CheckoutStep] =
      switch configuration.capture {
      case .last: [.authorize, .sell] + parcel + [.capture]
      case .beforeSelling: [.authorize, .capture, .sell] + parcel
      }
    return (partners.users ? [.check] : []) + [.reserve] + money
      + (partners.notifications ? [.tell] : [])
  }

  /// Who is asked.
  var owner: ServiceName {
    switch self {
    case .check: UsersAPI.service
    case .reserve, .sell: InventoryAPI.service
    case .authorize, .capture: PaymentsAPI.service
    case .ship: ShippingAPI.service
    case .tell: NotificationsAPI.service
    }
  }

  /// Does the step and notes what it found out.
  func act(_ state: inout CheckoutState, _ send: some CheckoutSender) async throws {
    let order = state.order
    switch self {
    case .check:
      guard try await send(ValidateUser(user: state.customer), owner).isValid else {
        throw RPCError(.failedPrecondition, "customer \(state.customer) may not order")
      }
    case .reserve:
      _ = try await send(ReserveStock(order: order, lines: state.lines), owner)
    case .authorize:
      let request = AuthorizePayment(
        order: order, customer: state.customer, amount: state.terms.total, method: state.method)
      state.payment = try await send(request, owner).payment
    case .capture: _ = try await send(CapturePayment(order: order), owner)
    case .sell: _ = try await send(ConsumeStock(order: order), owner)
    case .ship:
      let request = CreateShipment(
        order: order, lines: state.lines, address: state.terms.address)
      state.shipment = try await send(request, owner).shipment
    case .tell:
      let request = SendNotification(
        customer: state.customer, order: order, subject: .orderConfirmed)
      _ = try await send(request, owner)
    }
  }

  /// Undoes the step, whether it came about or not.
  func undo(_ state: CheckoutState, _ send: some CheckoutSender) async throws {
    let order = state.order
    switch self {
    case .check, .tell: break
    case .reserve: _ = try await send(ReleaseStock(order: order), owner)
    case .authorize, .capture: _ = try await send(CancelPayment(order: order), owner)
    case .sell: _ = try await send(ReturnStock(order: order), owner)
    case .ship: _ = try await send(CancelShipment(order: order), owner)
    }
  }
}

/// Sends the requests of a step, under a key and a time limit.
protocol CheckoutSender {
  /// Sends a request.
  func callAsFunction<R: Request>(_ request: R, _ service: ServiceName) async throws -> R.Reply
}
