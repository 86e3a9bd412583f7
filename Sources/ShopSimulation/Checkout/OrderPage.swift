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

/// The records of one table that belong to an order, in order of hosts and keys.
struct Slips<Value>: RandomAccessCollection {
  private var entries: [(place: RecordPlace, value: Value)] = []

  /// Puts a record where it belongs, in the place of what was kept there.
  mutating func put(_ value: Value?, at place: RecordPlace) {
    let position = entries.firstIndex { $0.place >= place } ?? entries.count
    if position < entries.count, entries[position].place == place {
      entries.remove(at: position)
    }
    if let value { entries.insert((place, value), at: position) }
  }

  var startIndex: Int { entries.startIndex }
  var endIndex: Int { entries.endIndex }
  subscript(position: Int) -> Value { entries[position].value }
}

/// Where a record is kept: table, host and key.
struct RecordPlace: Hashable, Comparable {
  let table: UInt64
  let host: Int32
  let key: String

  static func < (first: RecordPlace, second: RecordPlace) -> Bool {
    if first.host != second.host { return first.host < second.host }
    return first.key < second.key
  }
}
