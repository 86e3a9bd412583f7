import Harness
import Orders
import Payments
import Primitives
import Shipping
import ShopContracts
import Transactions

/// The tables of a checkout that laws of a scenario may speak of.
enum CheckoutObservations {
  static let checkout = [
    Observation(
      "orders", "what customers ordered and pay for", of: CheckoutService.orderTable,
      [
        .text("customer", \.customer.text), .text("status", \.status.rawValue),
        .truth("settled", \.status.isSettled), .truth("bought", \.status.isBought),
        .number("cents") { Int($0.terms.total.minorUnits) },
        .number("units") { $0.lines.reduce(0) { $0 + $1.quantity } },
      ]),
    Observation(
      "sagas", "how far each checkout has come", of: CheckoutService.sagaTable,
      [
        .text("order", \.state.order.text), .text("status", \.progress.status.rawValue),
        .truth("final", \.progress.status.isTerminal), .number("revision", \.revision),
      ]),
  ]

  static let payments = [
    Observation(
      "payments", "the money of each order", of: PaymentsService.paymentTable,
      [
        .text("order", \.order.text), .text("status", \.status.rawValue),
        .number("cents") { Int($0.amount.minorUnits) },
        .number("refunded") { Int($0.refunded.minorUnits) },
        .truth("final", \.status.isFinal),
      ])
  ]

  static let shipping = [
    Observation(
      "parcels", "the parcel of each order", of: ShippingService.shipmentTable,
      [.text("order", \.order.text), .text("status", \.status.rawValue)])
  ]
}
