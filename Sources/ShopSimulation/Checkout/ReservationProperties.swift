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
  static let addsUp = LawStatement(
    "stock-adds-up", .always, "units on hand, sold and returned add up to what there was",
    source: "patterns K2, platform-1 I19")
  /// What is held is what live reservations keep.
  static let backed = LawStatement(
    "held-units-are-reserved", .always, "held units are those that live reservations keep",
    source: "patterns K7, platform-1 I13")
  /// Nothing is promised that is not there.
  static let notOversold = LawStatement(
    "nothing-is-oversold", .always,
    "no more units are held than are on hand, and never less than 0",
    source: "patterns K1, platform-1 I12")
  /// All lines of an order are kept, or none.
  static let whole = LawStatement(
    "reservations-are-whole", .always, "an order has all its lines reserved or none",
    source: "platform-1 I14")
  /// Each reservation happens once and ends once.
  static let endsOnce = LawStatement(
    "reservations-end-once", .always, "units are kept once for an order, and freed or sold once",
    source: "patterns K4, K8, platform-1 I15")
  /// What is sold was still kept.
  static let soldInTime = LawStatement(
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
      Self.whole.property(reading: parts.stockSubjects) { self.whole($0) },
      Self.endsOnce.property(reading: parts.stockSubjects) { self.endsOnce($0) },
      Self.soldInTime.property(reading: parts.stockSubjects) { self.soldInTime($0) },
    ]
  }

  private func addsUp(_ view: SystemView, _ inventory: ServiceName) -> Finding {
    let ledger = parts.ledger(view)
    for (product, before) in parts.initialStock {
      guard let level = view.value(of: InventoryService.stockTable, product, in: inventory) else {
        continue
      }
      let sold = ledger.filter { $0.product.text == product }.reduce(0) { sum, entry in
        switch entry.kind {
        case .consumed, .deducted: sum + entry.quantity
        case .returned: sum - entry.quantity
        case .held, .released, .expired: sum
        }
      }
      guard level.onHand + sold == before else {
        return .broken(
          expected: "\(before) \(product) = \(before - sold) on hand + \(sold) sold",
          seen: "\(level.onHand) on hand", because: [])
      }
    }
    return .satisfied
  }

  private func backed(_ view: SystemView, _ inventory: ServiceName) -> Finding {
    var kept = OrderedDictionary<String, Int>()
    for reservation in parts.reservations(view) where reservation.status == .held {
      for line in reservation.lines { kept[line.product.text, default: 0] += line.quantity }
    }
    for (product, level) in view.entries(of: InventoryService.stockTable, in: inventory)
    where level.held != kept[product, default: 0] {
      return .broken(
        expected: "\(kept[product, default: 0]) \(product) held, as reservations say",
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

  private func whole(_ view: SystemView) -> Finding {
    let ledger = parts.ledger(view).filter { $0.kind == .held }
    for reservation in parts.reservations(view) where !reservation.lines.isEmpty {
      let products = Set(ledger.filter { $0.order == reservation.order }.map(\.product))
      guard products.isEmpty || products.count == reservation.lines.count else {
        return .broken(
          expected: "all \(reservation.lines.count) lines of order \(reservation.order) or none",
          seen: "\(products.count) of them", because: [])
      }
    }
    return .satisfied
  }

  private func endsOnce(_ view: SystemView) -> Finding {
    var counts = OrderedDictionary<String, [StockLedgerEntry.Kind: Int]>()
    for entry in parts.ledger(view) {
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
    return .satisfied
  }

  private func soldInTime(_ view: SystemView) -> Finding {
    let ledger = parts.ledger(view).filter { $0.kind == .consumed }
    for reservation in parts.reservations(view) {
      guard let sale = ledger.first(where: { $0.order == reservation.order }) else { continue }
      guard sale.at < reservation.expiresAt else {
        return .broken(
          expected: "order \(reservation.order) sold before \(reservation.expiresAt)",
          seen: "sold at \(sale.at)", because: [])
      }
    }
    return .satisfied
  }
}
