import Primitives
package import ServiceRuntime

/// Changes a profile; what is nothing stays as it is. Needs an idempotency key.
///
/// Errors: invalid argument without a key, and with `field` for an empty name, an email of the
/// wrong form or an incomplete address; not found with `user`; already exists with `field` for the
/// email of another account.
package struct UpdateUser: Request {
  package typealias Reply = UserProfile

  package static let method = Method("users.update")

  /// The account.
  package let user: CustomerID
  /// The new log-in name.
  package let email: String?
  /// The new first name.
  package let firstName: String?
  /// The new last name.
  package let lastName: String?
  /// The new address.
  package let address: PostalAddress?
  /// Whether the account may log in and order.
  package let isActive: Bool?

  package init(
    user: CustomerID, email: String? = nil, firstName: String? = nil, lastName: String? = nil,
    address: PostalAddress? = nil, isActive: Bool? = nil
  ) {
    self.user = user
    self.email = email
    self.firstName = firstName
    self.lastName = lastName
    self.address = address
    self.isActive = isActive
  }
}
