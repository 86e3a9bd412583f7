import Harness
import Inventory
import Orders
import Primitives
import ShopContracts
import ShopEvents

extension InventoryConfiguration {
  /// The configuration that a scenario states.
  init(_ setup: ServiceSetup) {
    self.init()
    if let text = setup.config.text("deduction"), let mode = Deduction(rawValue: text) {
      deduction = mode
    }
    reservations = ReservationRules(setup)
    events = EventRules(setup)
    initialStock = InitialStock.read(setup.seed).map { (ProductID($0.key), $0.value) }
  }
}

extension OrdersConfiguration {
  /// The configuration that a scenario states, with defaults for what it leaves out.
  init(_ setup: ServiceSetup) {
    self.init()
    attempts = setup.config.integer("attempts") ?? attempts
    attemptTimeout = setup.config.duration("attemptTimeout") ?? attemptTimeout
    firstPause = setup.config.duration("firstPause") ?? firstPause
    longestPause = setup.config.duration("longestPause") ?? longestPause
  }
}

/// What an inventory has in stock at the beginning.
enum InitialStock {
  /// The units of each product, in the order of the scenario.
  static func read(_ seed: ScenarioValues) -> OrderedDictionary<String, Int> {
    var result = OrderedDictionary<String, Int>()
    guard let stock = seed.object("stock") else { return result }
    for product in stock.names { result[product] = stock.integer(product) }
    return result
  }
}
