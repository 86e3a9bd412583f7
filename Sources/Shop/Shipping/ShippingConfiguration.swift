package import ShopEvents

/// How a shipping service works.
package struct ShippingConfiguration: Sendable {
  /// The countries that the carrier goes to, two letters each; none means all.
  package var countries: [String]
  /// How the service hears of orders; nothing where it does not.
  package var events: EventRules?

  package init(countries: [String] = []) {
    self.countries = countries
  }

  /// Whether the carrier goes to a country.
  func serves(_ country: String) -> Bool {
    countries.isEmpty || countries.contains(country)
  }
}
