import Primitives
import Testing

@Suite struct DigestTests {
  private struct Order: Codable, Fingerprinted {
    var id: String
    var lines: [String: Int]
    var note: String?
  }

  private func digest(_ value: some Fingerprinted) -> Digest {
    var digest = Digest()
    value.fingerprint(into: &digest)
    return digest
  }

  @Test func `the same words in the same order give the same digest`() {
    var left = Digest()
    var right = Digest()
    for word in 0..<1000 as Range<UInt64> {
      left.combine(word)
      right.combine(word)
    }
    #expect(left == right)
    #expect(left.description == right.description)
  }

  @Test func `two words in another order give another digest`() {
    var left = Digest()
    left.combine(1 as UInt64)
    left.combine(2 as UInt64)
    var right = Digest()
    right.combine(2 as UInt64)
    right.combine(1 as UInt64)
    #expect(left != right)
  }

  @Test func `a word that makes the product vanish still counts`() {
    var plain = Digest()
    plain.combine(0 as UInt64)
    for word in [0x9e37_79b9_7f4a_7c15, 0x9e37_79b9_7f4a_7c14] as [UInt64] {
      var other = Digest()
      other.combine(word)
      #expect(other != plain)
    }
  }

  @Test func `the boundary between two texts counts`() {
    var left = Digest()
    left.combine("ab")
    left.combine("c")
    var right = Digest()
    right.combine("a")
    right.combine("bc")
    #expect(left != right)
  }

  @Test func `a dictionary's hash order does not count, its content does`() {
    var reversed: [String: Int] = [:]
    for number in (0..<50).reversed() { reversed["p\(number)"] = number }
    var forward: [String: Int] = [:]
    for number in 0..<50 { forward["p\(number)"] = number }
    let left = digest(Order(id: "o-1", lines: forward))
    #expect(left == digest(Order(id: "o-1", lines: reversed)))
    reversed["p7"] = 8
    #expect(left != digest(Order(id: "o-1", lines: reversed)))
  }

  @Test func `a missing field differs from an empty one`() {
    let missing = digest(Order(id: "o-1", lines: [:]))
    #expect(missing != digest(Order(id: "o-1", lines: [:], note: "")))
  }

  @Test func `values of two fields cannot trade places`() {
    struct Pair: Codable, Fingerprinted {
      var a: Int
      var b: Int
    }
    #expect(digest(Pair(a: 1, b: 2)) != digest(Pair(a: 2, b: 1)))
  }

  @Test func `a field counts the same whether or not its type is known to the encoder`() {
    var direct = Digest()
    Fields(
      truth: true, text: "a text of more than eight bytes", number: -3, long: Int64.min,
      word: UInt64.max,
      list: ["one", "two"]
    ).fingerprint(into: &direct)
    var wrapped = Digest()
    Fields(
      truth: Wrapped(true), text: Wrapped("a text of more than eight bytes"), number: Wrapped(-3),
      long: Wrapped(Int64.min), word: Wrapped(UInt64.max), list: [Wrapped("one"), Wrapped("two")]
    ).fingerprint(into: &wrapped)
    #expect(direct == wrapped)
  }

  private struct Fields<
    Truth: Encodable, Text: Encodable, Number: Encodable, Long: Encodable, Word: Encodable
  >: Encodable, Fingerprinted {
    var truth: Truth
    var text: Text
    var number: Number
    var long: Long
    var word: Word
    var list: [Text]
  }

  /// A value that is encoded as another one, which the encoder learns only from its container.
  private struct Wrapped<Value: Encodable>: Encodable {
    let value: Value

    init(_ value: Value) {
      self.value = value
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(value)
    }
  }

  @Test func `the digest of known words is what it was when it was committed`() {
    var digest = Digest()
    digest.combine(42 as UInt64)
    digest.combine("double deduction")
    #expect(digest.description == "aebeea45d932e2a78c5e3ae70ced3526")
  }
}
