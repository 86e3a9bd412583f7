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

/// Where the parts of a checkout are in a scenario, and what their records say.
struct CheckoutParts: Sendable {
  let inventory: ServiceName?
  let checkout: ServiceName?
  let payments: ServiceName?
  let shipping: ServiceName?
  /// The units of each product at the beginning.
  let initialStock: OrderedDictionary<String, Int>

  /// The parts of a scenario; nothing where no units are kept and no money is taken.
  init?(_ scenario: Scenario) {
    func name(_ kind: String) -> ServiceName? {
      scenario.services.first { $0.value.kind == kind }.map { ServiceName($0.key) }
    }
    let stock = scenario.services.first {
      $0.value.kind == "Inventory" && $0.value.config["reservations"] != nil
    }
    inventory = stock.map { ServiceName($0.key) }
    checkout = name("Checkout")
    payments = name("Payments")
    shipping = name("Shipping")
    initialStock = stock.map { InitialStock.read(ScenarioValues($0.value.seed)) } ?? [:]
    if inventory == nil, payments == nil, checkout == nil { return nil }
  }

  // MARK: Records

  func orders(_ view: SystemView) -> [CheckoutOrder] {
    checkout.map { view.values(of: CheckoutService.orderTable, in: $0) } ?? []
  }

  func reservations(_ view: SystemView) -> [Reservation] {
    inventory.map { view.values(of: InventoryService.reservationTable, in: $0) } ?? []
  }

  func ledger(_ view: SystemView) -> [StockLedgerEntry] {
    inventory.map { view.values(of: InventoryService.ledgerTable, in: $0) } ?? []
  }

  func paymentRecords(_ view: SystemView) -> [Payment] {
    payments.map { view.values(of: PaymentsService.paymentTable, in: $0) } ?? []
  }

  func shipments(_ view: SystemView) -> [Shipment] {
    shipping.map { view.values(of: ShippingService.shipmentTable, in: $0) } ?? []
  }

  func sagas(_ view: SystemView) -> [Transactions.SagaRecord<CheckoutState>] {
    checkout.map { view.values(of: CheckoutService.sagaTable, in: $0) } ?? []
  }

  /// The sagas that give orders back at their customers' wish.
  func cancellations(_ view: SystemView) -> [Transactions.SagaRecord<CheckoutState>] {
    checkout.map { view.values(of: CheckoutService.cancellationTable, in: $0) } ?? []
  }

  /// The orders that people must look at, so that no law holds for them until they have.
  func ordersForPeople(_ view: SystemView) -> Set<OrderID> {
    Set(
      (sagas(view) + cancellations(view)).filter { $0.progress.status == .compensationFailed }
        .map { OrderID($0.id.text) })
  }

  // MARK: Subjects

  func subjects(_ tables: [(ServiceName?, TableName)]) -> [Subject] {
    tables.compactMap { service, table in
      service.map { SystemView.subject(table, in: $0) }
    }
  }

  var stockSubjects: [Subject] {
    subjects([
      (inventory, InventoryService.stockTable.name),
      (inventory, InventoryService.ledgerTable.name),
      (inventory, InventoryService.reservationTable.name),
    ])
  }

  var orderSubjects: [Subject] { subjects([(checkout, CheckoutService.orderTable.name)]) }

  var paymentSubjects: [Subject] { subjects([(payments, PaymentsService.paymentTable.name)]) }

  var chargeSubjects: [Subject] {
    payments == nil
      ? []
      : [SystemView.subject(CardProcessorService.chargeTable.name, in: CardProcessorAPI.service)]
  }
}
