/// Reads JSON as strictly as the standard has it.
struct JSONParser {
  /// Where reading failed and what was expected there.
  struct Failure: Error, Hashable, CustomStringConvertible {
    let offset: Int
    let expected: String

    var description: String { "byte \(offset): expected \(expected)" }
  }

  /// Values nest at most this deep, so that a hostile text cannot exhaust the stack.
  static let deepestNesting = 256

  private let bytes: [UInt8]
  private var offset = 0
  private var depth = 0

  /// The value that a text stands for.
  static func parse(_ text: String) throws(Failure) -> JSONTree {
    var parser = JSONParser(bytes: Array(text.utf8))
    let value = try parser.value()
    parser.skipSpace()
    guard parser.offset == parser.bytes.count else { throw parser.failure("the end") }
    return value
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private func failure(_ expected: String) -> Failure {
    Failure(offset: offset, expected: expected)
  }

  private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0a, 0x0d: offset += 1
      default: return
      }
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard next == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func take(word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard offset + length <= bytes.count else { return false }
    for position in 0..<length where bytes[offset + position] != word.utf8Start[position] {
      return false
    }
    offset += length
    return true
  }

  private mutating func value() throws(Failure) -> JSONTree {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"):
      offset += 1
      return .fields(try nested { parser throws(Failure) in try parser.fields() })
    case UInt8(ascii: "["):
      offset += 1
      return .list(try nested { parser throws(Failure) in try parser.list() })
    case UInt8(ascii: "\""):
      offset += 1
      return .text(try text())
    case UInt8(ascii: "t") where take(word: "true"): return .truth(true)
    case UInt8(ascii: "f") where take(word: "false"): return .truth(false)
    case UInt8(ascii: "n") where take(word: "null"): return .null
    default: return .number(try number())
    }
  }

  private mutating func nested<Result>(
    _ body: (inout JSONParser) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard depth < JSONParser.deepestNesting else {
      throw failure("at most \(JSONParser.deepestNesting) values inside each other")
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  private mutating func list() throws(Failure) -> [JSONTree] {
    if take("]") { return [] }
    var values: [JSONTree] = []
    repeat { values.append(try value()) } while take(",")
    guard take("]") else { throw failure("a comma or the end of the list") }
    return values
  }

  private mutating func fields() throws(Failure) -> [JSONTree.Field] {
    if take("}") { return [] }
    var fields: [JSONTree.Field] = []
    fields.reserveCapacity(4)
    repeat {
      guard take("\"") else { throw failure("a field's name") }
      let name = try text()
      guard take(":") else { throw failure("a colon") }
      fields.append(JSONTree.Field(name, try value()))
    } while take(",")
    guard take("}") else { throw failure("a comma or the end of the object") }
    return fields
  }

  private mutating func number() throws(Failure) -> String {
    let start = offset
    if next == UInt8(ascii: "-") { offset += 1 }
    let whole = digits()
    guard whole == 1 || (whole > 1 && bytes[offset - whole] != UInt8(ascii: "0")) else {
      offset = start
      throw failure("a value")
    }
    if next == UInt8(ascii: ".") {
      offset += 1
      guard digits() > 0 else { throw failure("a digit") }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      guard digits() > 0 else { throw failure("a digit") }
    }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  private mutating func digits() -> Int {
    let start = offset
    while let byte = next, (0x30...0x39).contains(byte) { offset += 1 }
    return offset - start
  }

  /// The rest of a text whose opening quote has been read.
  private mutating func text() throws(Failure) -> String {
    // Mostly nothing is escaped, and the text is as it stands.
    var content: [UInt8] = []
    var plain = offset
    while true {
      passPlainBytes()
      guard let byte = next else { break }
      offset += 1
      switch byte {
      case UInt8(ascii: "\""):
        let rest = bytes[plain..<offset - 1]
        if content.isEmpty { return String(decoding: rest, as: UTF8.self) }
        return String(decoding: content + rest, as: UTF8.self)
      case UInt8(ascii: "\\"):
        content += bytes[plain..<offset - 1]
        content += String(try escaped()).utf8
        plain = offset
      default: throw failure("no control character in a text")
      }
    }
    throw failure("the closing quote of a text")
  }

  /// Goes on to the first byte of a text that does not stand for itself.
  private mutating func passPlainBytes() {
    offset = bytes.withUnsafeBufferPointer { bytes in
      var place = offset
      while place < bytes.count, bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\""),
        bytes[place] != UInt8(ascii: "\\")
      {
        place += 1
      }
      return place
    }
  }

  private mutating func escaped() throws(Failure) -> Unicode.Scalar {
    guard let byte = next else { throw failure("an escaped character") }
    offset += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try escapedScalar()
    default: throw failure("a known escape")
    }
  }

  private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
    let first = try fourDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xdc00, take(word: "\\u") else { throw failure("the second half of a pair") }
    let second = try fourDigits()
    guard (0xdc00..<0xe000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    else { throw failure("the second half of a pair") }
    return scalar
  }

  private mutating func fourDigits() throws(Failure) -> UInt32 {
    guard offset + 4 <= bytes.count,
      let word = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
    else { throw failure("four hexadecimal digits") }
    offset += 4
    return word
  }
}
