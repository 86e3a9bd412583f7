import Primitives
import Testing

@Suite struct JSONTextTests {
  private struct Line: Codable, Equatable {
    var product: Identifier<Line>
    var quantity: Int
  }

  private enum Outcome: Codable, Equatable {
    case shipped(parcel: String)
    case refused
  }

  private struct Order: Codable, Equatable {
    var id: String
    var lines: [Line]
    var stock: [String: Int]
    var note: String?
    var pause: Duration
    var total: UInt64
    var rate: Double
    var isPaid: Bool
    var outcome: Outcome
  }

  private let order = Order(
    id: "order \"1\"\n\\ ü 🪐 \u{1}", lines: [Line(product: "console", quantity: -2)],
    stock: ["c": 3, "a": 1, "b": 2], note: nil, pause: .milliseconds(1500), total: .max,
    rate: 0.1, isPaid: true, outcome: .shipped(parcel: "p"))

  @Test func `a value comes back equal`() throws {
    let text = try JSONCoding.encode(order)
    #expect(try JSONCoding.decode(Order.self, from: text) == order)
  }

  @Test func `fields are written sorted and without spaces`() throws {
    #expect(try JSONCoding.encode(["b": [1, 2], "a": []]) == #"{"a":[],"b":[1,2]}"#)
    #expect(try JSONCoding.encode(Outcome.refused) == #"{"refused":{}}"#)
  }

  @Test func `values that are no objects come back equal`() throws {
    for number in [Int.min, -1, 0, 1, .max] {
      #expect(try JSONCoding.decode(Int.self, from: JSONCoding.encode(number)) == number)
    }
    for number in [-0.0, 1e-300, .pi, 1e300, .leastNonzeroMagnitude] {
      #expect(try JSONCoding.decode(Double.self, from: JSONCoding.encode(number)) == number)
    }
    let texts: [String?] = [nil, "", "x"]
    #expect(try JSONCoding.decode([String?].self, from: JSONCoding.encode(texts)) == texts)
  }

  @Test func `escapes and spaces of other writers are understood`() throws {
    let text = " [ \"\\u00fc\\ud83e\\ude90\\/\" , \"\\t\" ] "
    #expect(try JSONCoding.decode([String].self, from: text) == ["ü🪐/", "\t"])
  }

  @Test func `what a text cannot hold as it is, is escaped, wherever it stands`() throws {
    let written = [
      "": #""""#, "\"": #""\"""#, "\\n": #""\\n""#, "a\nb\r\tc": #""a\nb\r\tc""#,
      "\u{0}x\u{f}\u{10}\u{1f}": #""\u0000x\u000f\u0010\u001f""#,
      "é🪐\u{7f}\u{2028}/": "\"é🪐\u{7f}\u{2028}/\"", "ü\"ü": #""ü\"ü""#,
    ]
    for text in written.keys.sorted() {
      #expect(try JSONCoding.encode(text) == written[text])
      #expect(try JSONCoding.decode(String.self, from: JSONCoding.encode(text)) == text)
    }
  }

  @Test func `what is no JSON is refused with the place`() {
    let broken = [
      "", "{", "[1,]", "{\"a\" 1}", "01", "1.", "nul", "\"", "\"\\x\"", "\"\\ud800\"", "[1] 2",
      String(repeating: "[", count: 100_000),
    ]
    for text in broken {
      #expect(throws: DecodingError.self) { try JSONCoding.decode([Int].self, from: text) }
    }
  }

  @Test func `a value of another type is refused`() {
    for text in ["{\"id\":1}", "{}", "[]", "null", "{\"id\":\"a\",\"lines\":{}}"] {
      #expect(throws: DecodingError.self) { try JSONCoding.decode(Order.self, from: text) }
    }
    #expect(throws: DecodingError.self) { try JSONCoding.decode(UInt8.self, from: "256") }
  }

  @Test func `a number that is not finite cannot be written`() {
    #expect(throws: EncodingError.self) { try JSONCoding.encode([Double.nan]) }
  }
}
