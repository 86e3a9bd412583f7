import Inventory
import Orders
import Payments
import Primitives
import Shipping
import Transactions

/// Everything that all services together have written down about one order.
struct OrderPage {
  /// The order's id.
  let id: String
  /// The order itself; nothing where it was never written.
  var orders = Slips<CheckoutOrder>()
  var sagas = Slips<SagaRecord<CheckoutState>>()
  var reservations = Slips<Reservation>()
  var ledger = Slips<StockLedgerEntry>()
  var payments = Slips<Payment>()
  var shipments = Slips<Shipment>()
  var charges = Slips<ProcessorCharge>()

  var order: CheckoutOrder? { orders.first }
}
