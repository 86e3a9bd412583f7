import Primitives
package import ServiceRuntime

/// Logs in.
///
/// Errors: invalid argument for a blank field; unauthenticated for an unknown email or a wrong
/// password, without saying which; permission denied for an account that is not active, said only
/// to whoever knows its password.
package struct AuthenticateUser: Request {
  /// What whoever has logged in gets.
  package struct Reply: Codable, Sendable, Hashable, Fingerprinted {
    /// Shows from now on who asks.
    package let token: Secret
    /// Who logged in.
    package let profile: UserProfile

    package init(token: Secret, profile: UserProfile) {
      self.token = token
      self.profile = profile
    }
  }

  package static let method = Method("users.authenticate")

  /// The log-in name; capital letters do not matter.
  package let email: String
  /// The password.
  package let password: Secret

  package init(email: String, password: Secret) {
    self.email = email
    self.password = password
  }
}
