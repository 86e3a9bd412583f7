import Harness
import Notifications
import Primitives
import Products
import ServiceRuntime
import Shipping
import ShopContracts
import ShopEvents
import Users

extension UsersConfiguration {
  /// The configuration that a scenario states.
  init(_ setup: ServiceSetup) {
    self.init()
    sessionLife = setup.config.duration("sessionLife") ?? sessionLife
    uniqueness = setup.config.text("uniqueness").flatMap(Uniqueness.init) ?? uniqueness
    guard let accounts = setup.seed.object("accounts") else { return }
    initialAccounts = accounts.names.map { name in
      CreateUser(
        user: CustomerID(name), email: accounts.text(name) ?? "", password: Secret("passw0rd"),
        firstName: name, lastName: "Example", address: .example)
    }
  }
}

extension ProductsConfiguration {
  /// The configuration that a scenario states.
  init(_ setup: ServiceSetup) {
    self.init()
    guard let prices = setup.seed.object("prices") else { return }
    initialProducts = prices.names.map { name in
      AddProduct(
        product: ProductID(name),
        entry: CatalogueEntry(code: name, name: name, category: "general"),
        price: Money(minorUnits: Int64(prices.integer(name) ?? 0)))
    }
  }
}

extension ShippingConfiguration {
  /// The configuration that a scenario states.
  init(_ setup: ServiceSetup) {
    self.init()
    events = EventRules(setup)
    if let text = setup.config.text("countries") {
      countries = text.split(separator: " ").map(String.init)
    }
  }
}

extension NotificationsConfiguration {
  /// The configuration that a scenario states.
  init(_ setup: ServiceSetup) {
    self.init()
    events = EventRules(setup)
    if let text = setup.config.text("deduplication"), let mode = Deduplication(rawValue: text) {
      deduplication = mode
    }
  }
}

extension PostalAddress {
  /// An address that scenarios use where it does not matter.
  static let example = PostalAddress(
    street: "1 Main Street", city: "Springfield", state: "IL", postalCode: "62701", country: "US")
}
