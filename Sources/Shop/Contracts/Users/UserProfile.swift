import Primitives

/// What others are told of a user; never the password or what is kept of it.
package struct UserProfile: Codable, Sendable, Hashable, Fingerprinted {
  /// The account.
  package let user: CustomerID
  /// The log-in name, in small letters.
  package let email: String
  /// First name.
  package let firstName: String
  /// Last name.
  package let lastName: String
  /// The present address, if there is one.
  package let address: PostalAddress?
  /// Whether the account may log in and order.
  package let isActive: Bool

  package init(
    user: CustomerID, email: String, firstName: String, lastName: String,
    address: PostalAddress? = nil, isActive: Bool = true
  ) {
    self.user = user
    self.email = email
    self.firstName = firstName
    self.lastName = lastName
    self.address = address
    self.isActive = isActive
  }
}

extension UserProfile: CustomStringConvertible {
  /// The account and whether it is active; nothing that is the person's own affair.
  package var description: String { "user \(user), \(isActive ? "active" : "not active")" }
}
