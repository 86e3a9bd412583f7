package import ShopContracts

/// How a users service works.
package struct UsersConfiguration: Sendable {
  /// How passwords are kept.
  package var hashing: PasswordHashing
  /// How long a token counts after logging in.
  package var sessionLife: Duration
  /// The accounts that there are before anything happens; opened at the first start only.
  package var initialAccounts: [CreateUser]

  package init(
    hashing: PasswordHashing = .saltedDigest(), sessionLife: Duration = .seconds(3_600),
    initialAccounts: [CreateUser] = []
  ) {
    self.hashing = hashing
    self.sessionLife = sessionLife
    self.initialAccounts = initialAccounts
  }
}
