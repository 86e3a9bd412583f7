import Primitives
package import ServiceRuntime

/// Asks for a user's profile.
///
/// Errors: not found with `user`.
package struct GetUser: Request {
  package typealias Reply = UserProfile

  package static let method = Method("users.get")

  /// The account.
  package let user: CustomerID

  package init(user: CustomerID) {
    self.user = user
  }
}
