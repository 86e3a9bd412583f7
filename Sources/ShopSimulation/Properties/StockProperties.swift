import Checking
import Harness
import Inventory
import Primitives
import ServiceRuntime
import ShopContracts

/// Laws about stock: nothing appears, nothing disappears, nothing is taken twice.
struct StockProperties {
  /// The inventory service's name in the scenario.
  let inventory: ServiceName
  /// How many units of each product there were at the beginning.
  let initial: OrderedDictionary<String, Int>

  private var stockSubject: Subject {
    SystemView.subject(InventoryService.stockTable.name, in: inventory)
  }

  private var ledgerSubject: Subject {
    SystemView.subject(InventoryService.ledgerTable.name, in: inventory)
  }

  /// All of them.
  var all: [Property<SystemView>] {
    [conserved, deductedAtMostOnce, neverNegative]
  }

  /// What is on hand and what was sold add up to what there was.
  ///
  /// An order counts as sold once, however often it was deducted: that is the law that a second
  /// deduction breaks.
  private var conserved: Property<SystemView> {
    Property(
      "stock-is-conserved", .always, "units on hand and units sold add up to what there was",
      source: "patterns K3", reading: [stockSubject, ledgerSubject]
    ) { [inventory, initial] view, _ in
      let deductions = StockProperties.deductions(view, inventory)
      for (product, before) in initial {
        guard let level = view.value(of: InventoryService.stockTable, product, in: inventory) else {
          continue
        }
        let sold = OrderedDictionary(
          uniqueKeysWithValues: deductions[product, default: [:]].map { ($0.key, $0.value[0]) }
        ).values.reduce(0) { $0 + $1.quantity }
        guard level.onHand + sold == before else {
          return .broken(
            expected: "\(before) \(product) = \(before - sold) on hand + \(sold) sold",
            seen: "\(before) ≠ \(level.onHand) on hand + \(sold) sold",
            because: StockProperties.repeated(deductions[product, default: [:]]))
        }
      }
      return .satisfied
    }
  }

  /// One order takes its units once.
  private var deductedAtMostOnce: Property<SystemView> {
    Property(
      "deducted-at-most-once", .always, "each order takes its units of a product at most once",
      source: "patterns K4", reading: [ledgerSubject]
    ) { [inventory] view, _ in
      for (product, orders) in StockProperties.deductions(view, inventory) {
        for (order, entries) in orders where entries.count > 1 {
          return .broken(
            expected: "order \(order) takes its \(entries[0].quantity) \(product) once",
            seen: "taken \(entries.count) times, \(entries.reduce(0) { $0 + $1.quantity }) in all",
            because: StockProperties.repeated(orders))
        }
      }
      return .satisfied
    }
  }

  /// There is never less than nothing.
  private var neverNegative: Property<SystemView> {
    Property(
      "stock-is-never-negative", .always, "no product has fewer than zero units on hand",
      source: "patterns K1", reading: [stockSubject]
    ) { [inventory] view, _ in
      for (product, level) in view.entries(of: InventoryService.stockTable, in: inventory)
      where level.onHand < 0 {
        return .broken(
          expected: "at least 0 \(product) on hand", seen: "\(level.onHand)", because: [])
      }
      return .satisfied
    }
  }

  /// The deductions of each order, by product.
  private static func deductions(
    _ view: SystemView, _ inventory: ServiceName
  ) -> OrderedDictionary<String, OrderedDictionary<String, [StockLedgerEntry]>> {
    var result = OrderedDictionary<String, OrderedDictionary<String, [StockLedgerEntry]>>()
    for entry in view.values(of: InventoryService.ledgerTable, in: inventory)
    where entry.kind == .deducted {
      result[entry.product.text, default: [:]][entry.order.text, default: []].append(entry)
    }
    return result
  }

  /// The orders that were deducted more than once, in sentences.
  private static func repeated(
    _ orders: OrderedDictionary<String, [StockLedgerEntry]>
  ) -> [String] {
    orders.filter { $0.value.count > 1 }.map { order, entries in
      let times = entries.map { "at \($0.at)" }
      return "order \(order) was deducted \(times.joined(separator: " and again "))"
    }
  }
}
