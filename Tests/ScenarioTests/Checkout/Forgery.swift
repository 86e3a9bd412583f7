import Harness
import Inventory
import Orders
import Payments
import Primitives
import ServiceRuntime
import Shipping
import ShopContracts
import ShopSimulation
import Testing

/// A service that behaves, beside which somebody tampers with its records.
struct Forgery: Sendable, CustomTestStringConvertible {
  /// The law that the tampering breaks.
  let law: String
  /// The kind of service whose records are tampered with.
  let kind: String
  let tamper: @Sendable (any StoreTransaction) async throws -> Void

  var testDescription: String { law }

  /// The shop with the tampering.
  var system: SystemUnderTest {
    let shop = ShopSystem.system
    let (kind, tamper) = (kind, tamper)
    return SystemUnderTest(
      name: shop.name, vocabulary: shop.vocabulary,
      makeService: { context, setup in
        let service = try shop.makeService(context, setup)
        return setup.kind == kind ? Forger(context, service, tamper) : service
      },
      perform: shop.perform, laws: shop.laws, outsideParties: shop.outsideParties)
  }

  /// Changes the one record of a table through its JSON form.
  private static func change<Value: StoredValue>(
    _ table: Table<Value>, _ old: String, to new: String
  ) -> @Sendable (any StoreTransaction) async throws -> Void {
    { transaction in
      for (key, value) in try await transaction.list(table) {
        let text = try JSONCoding.encode(value).replacing(old, with: new)
        try await transaction.put(table, key, try JSONCoding.decode(Value.self, from: text))
      }
    }
  }

  static let all = [
    Forgery(law: "stock-adds-up", kind: "Inventory") { transaction in
      try await transaction.put(InventoryService.stockTable, "console", StockLevel(onHand: 3))
    },
    Forgery(law: "reservations-are-whole", kind: "Inventory") { transaction in
      let lines = [StockLine("console", 2), StockLine("game", 1)]
      try await transaction.put(
        InventoryService.reservationTable, "1",
        Reservation(
          order: "1", lines: lines, expiresAt: WallTime(nanosecondsSinceEpoch: .max),
          status: .sold))
    },
    Forgery(law: "sold-units-were-still-kept", kind: "Inventory") { transaction in
      try await transaction.put(
        InventoryService.reservationTable, "1",
        Reservation(
          order: "1", lines: [StockLine("console", 2)],
          expiresAt: WallTime(nanosecondsSinceEpoch: 0), status: .sold))
    },
    Forgery(law: "nothing-without-an-order", kind: "Inventory") { transaction in
      try await transaction.put(
        InventoryService.reservationTable, "2",
        Reservation(
          order: "2", lines: [], expiresAt: WallTime(nanosecondsSinceEpoch: 0), status: .released))
    },
    Forgery(
      law: "orders-move-as-allowed", kind: "Checkout",
      tamper: change(CheckoutService.orderTable, #""status":"paid""#, to: #""status":"returned""#)),
    Forgery(
      law: "order-sums-add-up", kind: "Checkout",
      tamper: change(CheckoutService.orderTable, "100000", to: "99999")),
    Forgery(
      law: "order-terms-stay", kind: "Checkout",
      tamper: change(CheckoutService.orderTable, "Springfield", to: "Shelbyville")),
    Forgery(
      law: "saga-and-order-agree", kind: "Checkout",
      tamper: change(CheckoutService.orderTable, #""status":"paid""#, to: #""status":"cancelled""#)),
    Forgery(law: "parcels-are-bought", kind: "Shipping") { transaction in
      try await transaction.remove(ShippingService.shipmentTable, "1")
    },
    Forgery(
      law: "payments-move-as-allowed", kind: "Payments",
      tamper: change(
        PaymentsService.paymentTable, #""status":"authorized""#, to: #""status":"voided""#)),
    Forgery(
      law: "books-match-the-processor", kind: "Payments",
      tamper: change(
        PaymentsService.paymentTable, #""status":"completed""#, to: #""status":"failed""#)),
  ]

  /// Starts a service and tampers with its records two minutes later.
  private final class Forger: Service {
    private let context: ServiceContext
    private let service: any Service
    private let tamper: (any StoreTransaction) async throws -> Void

    init(
      _ context: ServiceContext, _ service: any Service,
      _ tamper: @escaping (any StoreTransaction) async throws -> Void
    ) {
      self.context = context
      self.service = service
      self.tamper = tamper
    }

    func start() async throws {
      try await service.start()
      context.tasks.spawn("forger") {
        try? await self.context.clock.sleep(for: .seconds(120))
        try? await self.context.store.transaction { try await self.tamper($0) }
      }
    }
  }
}
