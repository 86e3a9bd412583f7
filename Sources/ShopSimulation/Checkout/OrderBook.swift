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

/// All orders of a run with what every service knows of them, kept up to date by changes alone.
///
/// The laws of a checkout share it. Each is told which orders have changed since it looked last,
/// so that a run of many orders costs no more for each of them than a run of few.
final class OrderBook {
  private let parts: CheckoutParts
  private let feed: ChangeFeed
  private var pages = OrderedDictionary<String, OrderPage>()
  private var owners: [RecordPlace: String] = [:]
  /// The orders as they changed, one entry for each change.
  private var changes: [String] = []
  /// Whether a law has asked since the last change.
  private var isRead = false
  /// How many of the changes each law has seen.
  private var seen: [String: Int] = [:]
  /// The units sold less those returned, by product.
  private(set) var sold = OrderedDictionary<String, Int>()
  /// The units that live reservations keep, by product.
  private(set) var held = OrderedDictionary<String, Int>()

  private init(_ parts: CheckoutParts, _ view: SystemView) {
    self.parts = parts
    let inventory = parts.inventory
    let tables: [(ServiceName?, TableName)] = [
      (parts.checkout, CheckoutService.orderTable.name),
      (parts.checkout, CheckoutService.sagaTable.name),
      (inventory, InventoryService.reservationTable.name),
      (inventory, InventoryService.ledgerTable.name),
      (parts.payments, PaymentsService.paymentTable.name),
      (parts.shipping, ShippingService.shipmentTable.name),
      (CardProcessorAPI.service, CardProcessorService.chargeTable.name),
    ]
    feed = view.follow(tables.compactMap { service, table in service.map { ($0, table) } })
  }

  /// The book of a run, up to date.
  static func of(_ view: SystemView, _ parts: CheckoutParts) -> OrderBook {
    let book = view.kept("checkout-orders") { OrderBook(parts, view) }
    for entry in book.feed.take() { book.take(entry) }
    return book
  }

  /// The orders that have changed since a law asked last, each once, in order of their changes.
  func changed(for law: String) -> [OrderPage] {
    let fresh = OrderedSet(changes[seen[law, default: 0]...])
    seen[law] = changes.count
    isRead = true
    return fresh.compactMap { pages[$0] }
  }

  /// The page of an order; nothing where nobody has written anything about it.
  func page(_ order: String) -> OrderPage? { pages[order] }

  // MARK: Changes

  private func take(_ entry: ChangeFeed.Entry) {
    let place = RecordPlace(table: entry.table.word, host: entry.host.index, key: entry.key)
    switch entry.table.word {
    case CheckoutService.orderTable.name.word:
      put(entry.value(of: CheckoutService.orderTable), place, \.orders) { $0.id.text }
    case CheckoutService.sagaTable.name.word:
      put(entry.value(of: CheckoutService.sagaTable), place, \.sagas) { $0.state.order.text }
    case InventoryService.reservationTable.name.word:
      put(entry.value(of: InventoryService.reservationTable), place, \.reservations) {
        $0.order.text
      }
    case InventoryService.ledgerTable.name.word:
      put(entry.value(of: InventoryService.ledgerTable), place, \.ledger) { $0.order.text }
    case PaymentsService.paymentTable.name.word:
      put(entry.value(of: PaymentsService.paymentTable), place, \.payments) { $0.order.text }
    case ShippingService.shipmentTable.name.word:
      put(entry.value(of: ShippingService.shipmentTable), place, \.shipments) { $0.order.text }
    default:
      put(entry.value(of: CardProcessorService.chargeTable), place, \.charges) { $0.charge.memo }
    }
  }

  /// Puts a record on the page of its order, and off the page on which it stood before.
  private func put<Value>(
    _ value: Value?, _ place: RecordPlace, _ slips: WritableKeyPath<OrderPage, Slips<Value>>,
    of order: (Value) -> String
  ) {
    let owner = value.map(order)
    if let last = owners[place], last != owner {
      change(last) { $0[keyPath: slips].put(nil, at: place) }
    }
    owners[place] = owner
    if let owner { change(owner) { $0[keyPath: slips].put(value, at: place) } }
  }

  private func change(_ order: String, _ body: (inout OrderPage) -> Void) {
    if let page = pages[order] { count(page, -1) }
    body(&pages[order, default: OrderPage(id: order)])
    if let page = pages[order] { count(page, 1) }
    // What nobody has looked at since the last change of the same order need not be said twice.
    if changes.last != order || isRead { changes.append(order) }
    isRead = false
  }

  /// Adds what a page says about units to the sums, or takes it away.
  private func count(_ page: OrderPage, _ sign: Int) {
    for entry in page.ledger {
      let units =
        switch entry.kind {
        case .consumed, .deducted: entry.quantity
        case .returned: -entry.quantity
        case .held, .released, .expired: 0
        }
      sold[entry.product.text, default: 0] += sign * units
    }
    for reservation in page.reservations where reservation.status == .held {
      for line in reservation.lines { held[line.product.text, default: 0] += sign * line.quantity }
    }
  }
}
