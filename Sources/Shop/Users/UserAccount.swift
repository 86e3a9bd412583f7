import Primitives
package import ServiceRuntime
package import ShopContracts

/// An account as the users service keeps it.
package struct UserAccount: Codable, Sendable, Hashable, Fingerprinted {
  /// The account's id.
  package let id: CustomerID
  /// The log-in name, in small letters.
  package internal(set) var email: String
  /// What is kept of the password.
  package internal(set) var password: PasswordHash
  /// First name.
  package internal(set) var firstName: String
  /// Last name.
  package internal(set) var lastName: String
  /// The present address, if there is one.
  package internal(set) var address: PostalAddress?
  /// Whether the account may log in and order.
  package internal(set) var isActive: Bool
  /// When it was opened, by the service's own clock; never changed.
  package let createdAt: WallTime
  /// When it was changed last; each change makes it later, whatever the clock says.
  package private(set) var updatedAt: WallTime

  /// An account that is opened now.
  init(_ request: CreateUser, password: PasswordHash, at time: WallTime) {
    id = request.user
    email = EmailAddress.normal(request.email)
    self.password = password
    firstName = request.firstName
    lastName = request.lastName
    address = request.address
    isActive = true
    createdAt = time
    updatedAt = time
  }

  /// Takes over what a request says; notes the time.
  mutating func change(by request: UpdateUser, at time: WallTime) {
    email = request.email.map { EmailAddress.normal($0) } ?? email
    firstName = request.firstName ?? firstName
    lastName = request.lastName ?? lastName
    address = request.address ?? address
    isActive = request.isActive ?? isActive
    updatedAt = max(time, updatedAt + .nanoseconds(1))
  }

  /// What others are told of it.
  var profile: UserProfile {
    UserProfile(
      user: id, email: email, firstName: firstName, lastName: lastName, address: address,
      isActive: isActive)
  }
}

extension UserAccount: CustomStringConvertible {
  package var description: String { "\(profile)" }
}
