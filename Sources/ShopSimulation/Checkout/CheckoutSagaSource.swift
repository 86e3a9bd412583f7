import Checking
import Harness
import Inventory
import Orders
import Payments
import Primitives
import ServiceRuntime
import Shipping
import ShopContracts
import Transactions
import World

/// The checkout as the law about sagas sees it: its definition, and what commits say of it.
///
/// What took effect is read from the records of inventory, payments and shipping; what was asked
/// for from the saga's own record, where there is one. Code that checks out without such a record
/// is held against the same definition: what takes effect there counts as asked for. Events have
/// no course to be read, and an order that they drive is no saga.
struct CheckoutSagaSource: Sendable {
  static let name = "checkout"
  static let meaning = "the checkout of an order, from its units to its money"

  /// What an order has come to, as its checkout wrote it down.
  private typealias Status = CheckoutStatus
  private let parts: CheckoutParts
  private let driver: CheckoutConfiguration.Driver
  private let steps: [(name: String, kind: SagaStepKind, owner: ServiceName)]

  /// The checkout of a scenario; nothing where nobody checks out or events do.
  init?(_ scenario: Scenario) {
    guard let parts = CheckoutParts(scenario), let checkout = parts.checkout,
      let service = scenario.services[checkout.text]
    else { return nil }
    let configuration = CheckoutConfiguration(service)
    guard configuration.driver != .events else { return nil }
    self.parts = parts
    driver = configuration.driver
    steps = CheckoutService.sagaSteps(configuration)
  }

  /// The definition with the reading of commits.
  var source: SagaSource {
    let shape = SagaShape(
      Self.name,
      steps.compactMap { step in
        shapeKind(step.kind).map { SagaShape.Step(step.name, $0) }
      })
    return SagaSource(Self.name, shape) { change, service, view in
      notes(change, service, view).map { SagaNote($0.order.text, $0.action) }
    }
  }

  /// What may happen to a step; nothing for one that the saga can do without.
  private func shapeKind(_ kind: SagaStepKind) -> SagaShape.Kind? {
    switch kind {
    case .compensatable: .compensatable
    case .pivot: .pivot
    case .retriable: .retriable
    case .readOnly: .readOnly
    case .nonCritical: nil
    }
  }

  /// What a change says about the saga of an order.
  private typealias Note = (order: OrderID, action: SagaAction)

  private func notes(
    _ change: DatabaseChange, _ service: ServiceName, _ view: SystemView
  ) -> [Note] {
    if service == parts.checkout {
      if let (old, new) = change.values(in: CheckoutService.sagaTable), let new {
        return course(old?.progress, new.progress).map { (new.state.order, $0) }
      }
      if let (old, new) = change.values(in: CheckoutService.orderTable), let new {
        return ending(old?.status, new, view).map { (new.id, $0) }
      }
    }
    if service == parts.inventory,
      let entry = change.values(in: InventoryService.ledgerTable)?.new
    {
      return units(entry.kind).map { (entry.order, $0) }
    }
    if service == parts.payments,
      let (old, new) = change.values(in: PaymentsService.paymentTable), let new
    {
      return money(old, new, view).map { (new.order, $0) }
    }
    if service == parts.shipping,
      let (old, new) = change.values(in: ShippingService.shipmentTable), let new
    {
      return parcel(old?.status, new.status).map { (new.order, $0) }
    }
    return []
  }

  // MARK: Where it is driven

  /// What the saga's own record says about each of its steps.
  private func course(
    _ old: Transactions.SagaProgress?, _ new: Transactions.SagaProgress
  ) -> [SagaAction] {
    steps.indices.flatMap { position -> [SagaAction] in
      let (step, state) = (steps[position], new.steps[position].state)
      let before = old?.steps[position].state ?? .pending
      guard state != before, shapeKind(step.kind) != nil else { return [] }
      switch state {
      case .running: return [.attempted(step.name)]
      case .done where step.kind == .readOnly: return [.answered(step.name)]
      case .failed: return [.refused(step.name)]
      case .compensating: return [.compensationAttempted(step.name)]
      case .pending, .done, .unknown, .skipped, .compensated, .stuck: return []
      }
    }
  }

  /// What the order's end says; what becomes of an order that was bought is no part of the saga.
  private func ending(
    _ old: Status?, _ order: CheckoutOrder, _ view: SystemView
  ) -> [SagaAction] {
    guard old?.isSettled != true else { return [] }
    switch order.status {
    case .paid: return [.ended(.completed)]
    case .cancelled: return gone(order.id, view) + [.ended(.compensated)]
    case .created, .reserved, .shipped, .delivered, .returned: return []
    }
  }

  /// Effects that are gone without a record of their own for it.
  ///
  /// Units that were sold and come back are not kept any more either, so that there is nothing left
  /// for a release to do; and a card that no longer pays keeps no amount.
  private func gone(_ order: OrderID, _ view: SystemView) -> [SagaAction] {
    var actions: [SagaAction] = []
    if let service = parts.payments,
      let payment = view.value(of: PaymentsService.paymentTable, order.text, in: service),
      payment.status == .failed, payment.stood(.authorized)
    {
      actions.append(.compensated("authorize"))
    }
    if let service = parts.inventory,
      let kept = view.value(of: InventoryService.reservationTable, order.text, in: service),
      !kept.lines.isEmpty, kept.status != .held, kept.status != .sold
    {
      actions.append(.compensated("reserve"))
    }
    return actions
  }

  // MARK: Where it takes effect

  private func effect(_ step: String) -> [SagaAction] {
    driver == .saga ? [.tookEffect(step)] : [.attempted(step), .tookEffect(step)]
  }

  private func units(_ kind: StockLedgerEntry.Kind) -> [SagaAction] {
    switch kind {
    case .held: effect("reserve")
    case .consumed: effect("sell")
    case .returned: [.compensated("sell")]
    // Freed units are counted as the order ends, since undoing the sale frees them too.
    case .released, .expired, .deducted: []
    }
  }

  private func money(_ old: Payment?, _ new: Payment, _ view: SystemView) -> [SagaAction] {
    guard old?.status != new.status else { return [] }
    switch new.status {
    case .authorized: return old?.stood(.authorized) == true ? [] : effect("authorize")
    case .completed: return old?.stood(.completed) == true ? [] : effect("capture")
    case .voided: return new.stood(.authorized) ? [.compensated("authorize")] : []
    case .refunded:
      // Money that goes back after the checkout has ended is no part of the saga.
      let order = parts.checkout.flatMap {
        view.value(of: CheckoutService.orderTable, new.order.text, in: $0)
      }
      guard order?.status.isSettled == false else { return [] }
      return [.compensated("capture"), .compensated("authorize")]
    case .pending, .processing, .voiding, .refunding, .failed: return []
    }
  }

  private func parcel(_ old: ShipmentStatus?, _ new: ShipmentStatus) -> [SagaAction] {
    if old == nil, new == .created { return effect("ship") }
    return old == .created && new == .cancelled ? [.compensated("ship")] : []
  }
}

extension Payment {
  /// Whether it stood somewhere at some time.
  fileprivate func stood(_ status: PaymentStatus) -> Bool {
    history.contains { $0.status == status }
  }
}
