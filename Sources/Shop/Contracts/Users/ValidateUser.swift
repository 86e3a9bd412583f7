import Primitives
package import ServiceRuntime

/// Asks whether a user exists and may order; never fails for a reason of business.
package struct ValidateUser: Request {
  /// The answer.
  package struct Reply: Codable, Sendable, Hashable, Fingerprinted {
    /// Whether the user exists and is active.
    package let isValid: Bool

    package init(isValid: Bool) {
      self.isValid = isValid
    }
  }

  package static let method = Method("users.validate")

  /// The account.
  package let user: CustomerID

  package init(user: CustomerID) {
    self.user = user
  }
}
