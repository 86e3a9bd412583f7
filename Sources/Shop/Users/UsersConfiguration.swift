package import ShopContracts

/// How a users service works.
package struct UsersConfiguration: Sendable {
  /// How passwords are kept.
  package var hashing: PasswordHashing
  /// How long a token counts after logging in.
  package var sessionLife: Duration
  /// The accounts that there are before anything happens; opened at the first start only.
  package var initialAccounts: [CreateUser]
  /// How an email is kept to one account.
  package var uniqueness: Uniqueness

  package init(
    hashing: PasswordHashing = .saltedDigest(), sessionLife: Duration = .seconds(3_600),
    initialAccounts: [CreateUser] = [], uniqueness: Uniqueness = .claimed
  ) {
    self.hashing = hashing
    self.sessionLife = sessionLife
    self.initialAccounts = initialAccounts
    self.uniqueness = uniqueness
  }

  /// How an email is kept to one account.
  package enum Uniqueness: String, Sendable, CaseIterable {
    /// The email is a row of its own, and of two who want it the store lets one through.
    case claimed
    /// All accounts are looked through, and the new one is written afterwards.
    case lookedUp = "looked-up"
  }
}
