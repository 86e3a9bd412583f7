package import Primitives

/// Where parcels go.
package struct PostalAddress: Codable, Sendable, Hashable, FieldwiseFingerprinted {
  /// Street and number.
  package var street: String
  /// City.
  package var city: String
  /// State or province.
  package var state: String
  /// Postal code.
  package var postalCode: String
  /// Country, two letters as ISO 3166 has them.
  package var country: String

  package init(
    street: String, city: String, state: String, postalCode: String, country: String
  ) {
    self.street = street
    self.city = city
    self.state = state
    self.postalCode = postalCode
    self.country = country
  }

  /// Whether every part is given and the country has two letters.
  package var isComplete: Bool {
    ![street, city, state, postalCode].contains("") && country.utf8.count == 2
  }

  package func takeFields(into digest: inout Digest) {
    digest.take("street", street)
    digest.take("city", city)
    digest.take("state", state)
    digest.take("postalCode", postalCode)
    digest.take("country", country)
  }
}
