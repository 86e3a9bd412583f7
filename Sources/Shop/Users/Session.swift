import Primitives
package import ServiceRuntime
package import ShopContracts

/// That somebody has logged in; found by the token that they were given.
package struct Session: Codable, Sendable, Hashable, Fingerprinted, CustomStringConvertible {
  /// Who.
  package let user: CustomerID
  /// Until when it counts, by the service's own clock.
  package let expiresAt: WallTime

  package var description: String { "\(user) until \(expiresAt)" }
}

/// The tokens that sessions are found by: an account's id, and chance that nobody can guess.
enum SessionToken {
  /// A new token.
  static func new(for user: CustomerID, _ random: any RandomSource) -> Secret {
    Secret("\(user)/\(random.identifierText())")
  }

  /// The place of a token's session; the token itself is kept nowhere.
  static func place(of token: Secret) -> String? {
    guard let end = token.text.lastIndex(of: "/"), end != token.text.startIndex else { return nil }
    var digest = Digest()
    digest.combine(token.text)
    return token.text[...end] + digest.description
  }
}
