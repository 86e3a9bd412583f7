import Harness
import Inventory
import Orders
import Primitives
import ShopContracts

/// The tables of orders and of stock that laws of a scenario may speak of.
enum OrderingObservations {
  static let inventory = [
    Observation(
      "stock", "the units of each product", of: InventoryService.stockTable,
      [.number("onHand", \.onHand)]),
    Observation(
      "ledger", "every change of stock, in order", of: InventoryService.ledgerTable,
      [
        .text("order", \.order.text), .text("product", \.product.text),
        .number("quantity", \.quantity), .number("remaining", \.remaining),
      ]),
    Observation(
      "reservations", "the units that are or were kept", of: InventoryService.reservationTable,
      [
        .text("order", \.order.text), .text("status", \.status.rawValue),
        .number("units") { $0.lines.reduce(0) { $0 + $1.quantity } },
      ]),
  ]

  static let orders = [
    Observation(
      "orders", "what customers asked for", of: OrdersService.orderTable,
      [
        .text("customer", \.customer.text), .text("product", \.product.text),
        .number("quantity", \.quantity), .text("status", \.status.rawValue),
        .truth("final", \.status.isFinal),
      ])
  ]
}
