import Checking
import Harness
import Inventory
import Primitives
import ServiceRuntime
import ShopContracts

/// Laws about units that are kept for orders.
struct ReservationProperties {
  let parts: CheckoutParts

  /// Initial stock less what was sold, plus what came back, is on hand.
  static let addsUp = CheckoutLaw(
    "stock-adds-up", .always, "units on hand, sold and returned add up to what there was",
    source: "patterns K2, platform-1 I19")
  /// What is held is what live reservations keep.
  static let backed = CheckoutLaw(
    "held-units-are-reserved", .always, "held units are those that live reservations keep",
    source: "patterns K7, platform-1 I13")
  /// Nothing is promised that is not there.
  static let notOversold = CheckoutLaw(
    "nothing-is-oversold", .always,
    "no more units are held than are on hand, and never less than 0",
    source: "patterns K1, platform-1 I12")
  /// All lines of an order are kept, or none.
  static let whole = CheckoutLaw(
    "reservations-are-whole", .always, "an order has all its lines reserved or none",
    source: "platform-1 I14")
  /// Each reservation happens once and ends once.
  static let endsOnce = CheckoutLaw(
    "reservations-end-once", .always, "units are kept once for an order, and freed or sold once",
    source: "patterns K4, K8, platform-1 I15")
  /// What is sold was still kept.
  static let soldInTime = CheckoutLaw(
    "sold-units-were-still-kept", .always, "units are sold before their reservation is over",
    source: "patterns K9")

  static let statements = [addsUp, backed, notOversold, whole, endsOnce, soldInTime]

  /// All of them; none where no units are kept.
  var all: [Property<SystemView>] {
    guard let inventory = parts.inventory else { return [] }
    return [
      Self.addsUp.property(reading: parts.stockSubjects) { self.addsUp($0, inventory) },
      Self.backed.property(reading: parts.stockSubjects) { self.backed($0, inventory) },
      Self.notOversold.property(reading: parts.stockSubjects) { self.notOversold($0, inventory) },
      Self.whole.property(ofEach: parts, reading: parts.stockSubjects, self.whole),
      Self.endsOnce.property(ofEach: parts, reading: parts.stockSubjects, self.endsOnce),
      Self.soldInTime.property(ofEach: parts, reading: parts.stockSubjects, self.soldInTime),
    ]
  }

  private func addsUp(_ view: SystemView, _ inventory: ServiceName) -> Finding {
    let book = OrderBook.of(view, parts)
    for (product, before) in parts.initialStock {
      guard let level = view.value(of: InventoryService.stockTable, product, in: inventory) else {
        continue
      }
      let sold = book.sold[product] ?? 0
      guard level.onHand + sold == before else {
        return .broken(
          expected: "\(before) \(product) = \(before - sold) on hand + \(sold) sold",
          seen: "\(level.onHand) on hand", because: [])
      }
    }
    return .satisfied
  }

  private func backed(_ view: SystemView, _ inventory: ServiceName) -> Finding {
    let kept = OrderBook.of(view, parts).held
    for (product, level) in view.entries(of: InventoryService.stockTable, in: inventory)
    where level.held != kept[product] ?? 0 {
      return .broken(
        expected: "\(kept[product] ?? 0) \(product) held, as reservations say",
        seen: "\(level.held) held", because: [])
    }
    return .satisfied
  }

  private func notOversold(_ view: SystemView, _ inventory: ServiceName) -> Finding {
    for (product, level) in view.entries(of: InventoryService.stockTable, in: inventory)
    where level.held < 0 || level.held > level.onHand {
      return .broken(
        expected: "between 0 and \(level.onHand) \(product) held", seen: "\(level.held) held",
        because: [])
    }
    return .satisfied
  }

  private func whole(_ page: OrderPage) -> Finding? {
    for reservation in page.reservations where !reservation.lines.isEmpty {
      let products = Set(page.ledger.filter { $0.kind == .held }.map(\.product))
      guard products.isEmpty || products.count == reservation.lines.count else {
        return .broken(
          expected: "all \(reservation.lines.count) lines of order \(reservation.order) or none",
          seen: "\(products.count) of them", because: [])
      }
    }
    return nil
  }

  private func endsOnce(_ page: OrderPage) -> Finding? {
    var counts = OrderedDictionary<String, [StockLedgerEntry.Kind: Int]>()
    for entry in page.ledger {
      counts["order \(entry.order) and \(entry.product)", default: [:]][entry.kind, default: 0] += 1
    }
    for (what, kinds) in counts {
      let held = kinds[.held, default: 0]
      let freed = kinds[.released, default: 0] + kinds[.expired, default: 0]
      let sold = kinds[.consumed, default: 0]
      guard held <= 1, freed + sold <= held, kinds[.returned, default: 0] <= sold else {
        return .broken(
          expected: "\(what): kept once, freed or sold once",
          seen: "kept \(held) times, freed \(freed), sold \(sold)", because: [])
      }
    }
    return nil
  }

  private func soldInTime(_ page: OrderPage) -> Finding? {
    guard let sale = page.ledger.first(where: { $0.kind == .consumed }) else { return nil }
    for reservation in page.reservations where sale.at >= reservation.expiresAt {
      return .broken(
        expected: "order \(reservation.order) sold before \(reservation.expiresAt)",
        seen: "sold at \(sale.at)", because: [])
    }
    return nil
  }
}
