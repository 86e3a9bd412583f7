import Harness
import Inventory
import Primitives
import ServiceRuntime
import World

/// The deductions of a run by product and order, kept up to date by changes alone.
///
/// The laws about stock share it, so that a run of many orders costs no more for each of them than
/// a run of few.
final class DeductionBook {
  private let feed: ChangeFeed
  private var pages: [Name: Deductions] = [:]
  private var owners: [RecordPlace: Name] = [:]
  private var sums: [String: Int] = [:]
  private var repeatedNames = OrderedSet<Name>()

  /// Whose deductions of what.
  private struct Name: Hashable {
    let product: String
    let order: String
  }

  private init(_ view: SystemView, _ inventory: ServiceName) {
    feed = view.follow([(inventory, InventoryService.ledgerTable.name)])
  }

  /// The book of a service in a run, up to date.
  static func of(_ view: SystemView, _ inventory: ServiceName) -> DeductionBook {
    let book = view.kept("deductions of \(inventory)") { DeductionBook(view, inventory) }
    for entry in book.feed.take() { book.take(entry) }
    return book
  }

  /// How much of a product was sold: each order counts once, however often it was deducted.
  func sold(_ product: String) -> Int { sums[product, default: 0] }

  /// What was deducted more than once, in order of the ledger.
  var repeated: [Deductions] {
    let found = repeatedNames.compactMap { name in pages[name] }
    return found.sorted { first, second in
      guard let one = first.entries.firstPlace, let other = second.entries.firstPlace else {
        return false
      }
      return one < other
    }
  }

  // MARK: Changes

  private func take(_ entry: ChangeFeed.Entry) {
    let place = RecordPlace(table: entry.table.word, host: entry.host.index, key: entry.key)
    let value = entry.value(of: InventoryService.ledgerTable)
    let deduction = value.flatMap { $0.kind == .deducted ? $0 : nil }
    let name = deduction.map { Name(product: $0.product.text, order: $0.order.text) }
    if let last = owners[place], last != name { put(nil, at: place, of: last) }
    owners[place] = name
    if let name { put(deduction, at: place, of: name) }
  }

  /// Puts an entry where it belongs, or takes it away where nothing is given.
  private func put(_ entry: StockLedgerEntry?, at place: RecordPlace, of name: Name) {
    var page = pages[name] ?? Deductions(product: name.product, order: name.order)
    let before = page.quantity
    page.entries.put(entry, at: place)
    sums[name.product, default: 0] += page.quantity - before
    if page.areRepeated {
      repeatedNames.insert(name)
    } else {
      repeatedNames.remove(name)
    }
    pages[name] = page
  }
}
