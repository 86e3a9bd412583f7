import Primitives
import Testing

@Suite struct FieldwiseFingerprintTests {
  private struct Line: Codable, FieldwiseFingerprinted {
    var product: String
    var isGift: Bool
    var cents: Int64

    func takeFields(into digest: inout Digest) {
      digest.take("product", product)
      digest.take("isGift", isGift)
      digest.take("cents", cents)
    }
  }

  private struct Order: Codable, FieldwiseFingerprinted {
    var id: Identifier<Line>
    var lines: [Line]
    var marks: [String]
    var count: Int
    var note: String?
    var gift: Line?

    func takeFields(into digest: inout Digest) {
      digest.take("gift", gift)
      digest.take("note", note)
      digest.take("count", count)
      digest.take("marks", marks)
      digest.take("lines", lines)
      digest.take("id", id)
    }
  }

  private let line = Line(product: "a product with a long name", isGift: true, cents: 2_999)

  private func named(_ value: some FieldwiseFingerprinted) -> Digest {
    var digest = Digest()
    value.fingerprint(into: &digest)
    return digest
  }

  private func walked(_ value: some Encodable) -> Digest {
    var digest = Digest()
    digest.combine(encoded: value)
    return digest
  }

  @Test func `fields named by the value give the words of the walk, in whatever order`() {
    for note in [nil, "", "tea"] {
      for gift in [nil, line] {
        let order = Order(
          id: "order-7", lines: [line, line], marks: ["new", "rush"], count: 2, note: note,
          gift: gift)
        #expect(named(order) == walked(order))
      }
    }
  }

  @Test func `an empty list gives the words of the walk`() {
    let order = Order(id: "order-7", lines: [], marks: [], count: 0)
    #expect(named(order) == walked(order))
  }

  @Test func `a field that is left out shows`() {
    var order = Order(id: "order-7", lines: [line], marks: [], count: 1)
    let before = named(order)
    order.gift = line
    #expect(named(order) != before)
  }

  @Test func `a text is taken in eight bytes a word, whatever its length`() {
    let text = "The orrery shows every planet."
    for length in 0...text.utf8.count {
      let part = String(text.prefix(length))
      var expected = Digest()
      expected.combine(length)
      let bytes = Array(part.utf8)
      for start in stride(from: 0, to: length, by: 8) {
        var word: UInt64 = 0
        for (place, byte) in bytes[start..<min(start + 8, length)].enumerated() {
          word |= UInt64(byte) << UInt64(8 * place)
        }
        expected.combine(word)
      }
      #expect(named(part) == expected, "\(length) bytes")
    }
  }

  @Test func `a text in the code is taken in as any other`() {
    var one = Digest()
    one.combine("a name of some length" as StaticString)
    var other = Digest()
    other.combine("a name of some length" as String)
    #expect(one == other)
  }
}
