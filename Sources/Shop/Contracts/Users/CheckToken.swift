import Primitives
package import ServiceRuntime

/// Asks who a token belongs to.
///
/// Errors: unauthenticated for an unknown or outdated token; permission denied for an account that
/// is not active any more.
package struct CheckToken: Request {
  package typealias Reply = UserProfile

  package static let method = Method("users.check-token")

  /// The token.
  package let token: Secret

  package init(token: Secret) {
    self.token = token
  }
}
