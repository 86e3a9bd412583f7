import Primitives
package import ServiceRuntime

/// Opens an account.
///
/// The account's id is chosen by whoever asks, so that a repetition finds the first one's account:
/// the same id, email and password are answered with the account as it is now.
///
/// Errors: invalid argument with `field` for a missing name, an email of the wrong form, a weak
/// password or an incomplete address; already exists with `field` for the email or the id of
/// another account.
package struct CreateUser: Request {
  package typealias Reply = UserProfile

  package static let method = Method("users.create")

  /// The new account.
  package let user: CustomerID
  /// The log-in name, at most 254 characters; capital letters do not matter.
  package let email: String
  /// The password: 8 to 256 characters, a letter and a digit among them.
  package let password: Secret
  /// First name.
  package let firstName: String
  /// Last name.
  package let lastName: String
  /// The address, if there is one yet.
  package let address: PostalAddress?

  package init(
    user: CustomerID, email: String, password: Secret, firstName: String, lastName: String,
    address: PostalAddress? = nil
  ) {
    self.user = user
    self.email = email
    self.password = password
    self.firstName = firstName
    self.lastName = lastName
    self.address = address
  }
}
