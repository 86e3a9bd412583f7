import ShopContracts
import Testing

@testable import Users

@Suite struct AccountRulesTests {
  @Test func `email addresses have a name, an at-sign and a domain with a dot`() {
    for text in ["a@b.c", "a.b+c@x-y.example.org", "A@B.C"] {
      #expect(EmailAddress.isWellFormed(text), "\(text)")
    }
    let long = String(repeating: "a", count: 65)
    for text in [
      "", "a", "@", "a@", "@b.c", "a@b", "a@b.", "a@.c", "a@b..c", "a@b@c.d", "a b@c.d",
      "a@c.d\n", "ä@b.c", "\(long)@b.c", "a@\(String(repeating: "b.", count: 130))c",
    ] {
      #expect(!EmailAddress.isWellFormed(text), "\(text)")
    }
  }

  @Test func `passwords need length, a letter and a digit`() {
    for text in ["passw0rd", "1234567a", "пароль12", String(repeating: "a1", count: 128)] {
      #expect(AccountRules.isStrong(text), "\(text)")
    }
    for text in ["", "a1", "abcdefgh", "12345678", String(repeating: "a1", count: 129)] {
      #expect(!AccountRules.isStrong(text), "\(text)")
    }
  }

  @Test func `a kept password matches itself under its own salt and way only`() {
    let hashing = PasswordHashing.saltedDigest(rounds: 3)
    let kept = hashing.keep("passw0rd", salt: "salt")
    #expect(hashing.matches("passw0rd", kept))
    #expect(!hashing.matches("passw0re", kept))
    #expect(!hashing.matches("", kept))
    #expect(!hashing.matches("passw0rd", nil))
    #expect(hashing.keep("passw0rd", salt: "pepper").text != kept.text)
    #expect(!PasswordHashing.saltedDigest(rounds: 4).matches("passw0rd", kept))
    #expect("\(kept)" == "kept by salted-digest-3")
  }
}
