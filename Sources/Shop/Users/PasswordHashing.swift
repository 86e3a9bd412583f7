import Primitives

/// A way to turn a password into something that can be kept.
///
/// The shop brings no cryptography of its own. Whoever runs it for people passes in a slow, salted
/// one-way function such as bcrypt with cost 12, which is what its specification asks for.
package struct PasswordHashing: Sendable {
  /// What it is called, kept with each hash so that another one is never mistaken for it.
  package let name: String
  private let hash: @Sendable (_ password: String, _ salt: String) -> String

  /// A way of a name; the function must give the same text for the same password and salt.
  package init(
    _ name: String, _ hash: @escaping @Sendable (_ password: String, _ salt: String) -> String
  ) {
    self.name = name
    self.hash = hash
  }

  /// A salted fingerprint, taken over and over: enough for a simulation, and for nothing else.
  ///
  /// It is *not* a cryptographic hash. It keeps passwords out of files and logs, two people with one
  /// password have different hashes, and that is all: somebody who has the file can search for
  /// passwords quickly and might compute back. Never use it where real people have accounts.
  package static func saltedDigest(rounds: Int = 1_000) -> PasswordHashing {
    precondition(rounds > 0, "a hash needs at least one round, got \(rounds)")
    return PasswordHashing("salted-digest-\(rounds)") { password, salt in
      var digest = Digest()
      digest.combine(salt)
      for round in 0..<rounds {
        digest.combine(round)
        digest.combine(password)
      }
      return digest.description
    }
  }

  /// What is kept of a password under a salt.
  func keep(_ password: String, salt: String) -> PasswordHash {
    PasswordHash(way: name, salt: salt, text: hash(password, salt))
  }

  /// Whether a password is the one that something was kept of.
  ///
  /// Works equally long whether it is or not, and also where there is nothing to compare with.
  func matches(_ password: String, _ kept: PasswordHash?) -> Bool {
    let text = hash(password, kept?.salt ?? "nobody")
    guard let kept, kept.way == name else { return false }
    let (left, right) = (Array(text.utf8), Array(kept.text.utf8))
    guard left.count == right.count else { return false }
    return zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

/// What is kept of a password.
package struct PasswordHash: Codable, Sendable, Hashable {
  /// The way it was made.
  package let way: String
  /// What was mixed in, different for each account.
  package let salt: String
  /// What came out.
  package let text: String
}

extension PasswordHash: CustomStringConvertible {
  package var description: String { "kept by \(way)" }
}
