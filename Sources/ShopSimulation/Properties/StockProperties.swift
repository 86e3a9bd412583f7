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
      let book = DeductionBook.of(view, inventory)
      for (product, before) in initial {
        guard let level = view.value(of: InventoryService.stockTable, product, in: inventory) else {
          continue
        }
        let sold = book.sold(product)
        guard level.onHand + sold == before else {
          return .broken(
            expected: "\(before) \(product) = \(before - sold) on hand + \(sold) sold",
            seen: "\(before) ≠ \(level.onHand) on hand + \(sold) sold",
            because: StockProperties.sentences(book.repeated.filter { $0.product == product }))
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
      let repeated = DeductionBook.of(view, inventory).repeated
      guard let first = repeated.first else { return .satisfied }
      return .broken(
        expected: "order \(first.order) takes its \(first.quantity) \(first.product) once",
        seen: "taken \(first.entries.count) times, \(first.total) in all",
        because: StockProperties.sentences(repeated.filter { $0.product == first.product }))
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

  /// What was deducted again and again, in sentences.
  private static func sentences(_ repeated: [Deductions]) -> [String] {
    repeated.map { deductions in
      let times = deductions.entries.map { "at \($0.at)" }
      return "order \(deductions.order) was deducted \(times.joined(separator: " and again "))"
    }
  }
}
