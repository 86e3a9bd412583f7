/// Writes JSON into bytes as it comes, so that a million events need no tree in memory.
///
/// What it writes may stand inside a script element of a page: `<` never appears as itself. Keys
/// keep the order in which they are written. Numbers beyond 2^53 belong into texts, since readers
/// may hold numbers as floating point.
package struct JSONWriter {
  /// What has been written.
  package private(set) var bytes: [UInt8] = []
  private var needsComma = false
  private let isASCII: Bool

  /// A writer that has written nothing.
  ///
  /// - Parameter isASCII: whether other letters are written as escapes. Browsers keep a text of
  ///   plain letters in half the memory and read it in less time.
  package init(isASCII: Bool = false) {
    self.isASCII = isASCII
  }

  /// What has been written, as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes a value that is JSON already.
  package mutating func raw(_ text: String) {
    separate()
    bytes += Array(text.utf8)
    needsComma = true
  }

  /// Writes an object with the fields that a body writes.
  package mutating func object(_ body: (inout JSONWriter) -> Void) {
    enclose(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  /// Writes a list with the elements that a body writes.
  package mutating func list(_ body: (inout JSONWriter) -> Void) {
    enclose(UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  /// Writes a list of whole numbers.
  package mutating func list(_ numbers: some Sequence<Int>) {
    list { writer in
      for number in numbers { writer.number(number) }
    }
  }

  /// Writes a list of texts.
  package mutating func list(_ texts: some Sequence<String>) {
    list { writer in
      for text in texts { writer.text(text) }
    }
  }

  /// Writes the name of a field; its value comes next.
  package mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// Writes a field that is a text.
  package mutating func field(_ name: String, _ value: String) {
    key(name)
    text(value)
  }

  /// Writes a field that is a whole number.
  package mutating func field(_ name: String, _ value: Int) {
    key(name)
    number(value)
  }

  /// Writes a whole number.
  package mutating func number(_ value: Int) {
    separate()
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    let begin = bytes.count
    var rest = value.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[begin...].reverse()
    needsComma = true
  }

  /// Writes a text.
  package mutating func text(_ value: String) {
    separate()
    quote(value)
    needsComma = true
  }

  /// Ends a line, for formats with one value a line.
  package mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  private mutating func enclose(
    _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) -> Void
  ) {
    separate()
    bytes.append(open)
    needsComma = false
    body(&self)
    bytes.append(close)
    needsComma = true
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": escape("\"")
      case "\\": escape("\\")
      case "\n": escape("n")
      case "\r": escape("r")
      case "\t": escape("t")
      // A script element ends at "</script" and changes its ways at "<!--"; old readers break
      // lines at the separators that JSON allows in text.
      case "<", "\u{2028}", "\u{2029}", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        escape(UInt16(truncatingIfNeeded: scalar.value))
      case _ where scalar.isASCII: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      case _ where isASCII: for unit in String(scalar).utf16 { escape(unit) }
      default: bytes += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ unit: UInt16) {
    let digits = String(unit, radix: 16)
    bytes += Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
  }

  private mutating func escape(_ letter: Unicode.Scalar) {
    bytes.append(UInt8(ascii: "\\"))
    bytes.append(UInt8(ascii: letter))
  }
}
