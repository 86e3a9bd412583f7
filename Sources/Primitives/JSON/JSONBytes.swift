/// JSON without needless spaces, as it is written piece by piece.
struct JSONBytes {
  private var bytes: [UInt8] = []

  /// What has been written.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes what needs no quotes, such as a number or a brace.
  mutating func write(plain text: String) {
    bytes.append(contentsOf: text.utf8)
  }

  mutating func write(_ character: Unicode.Scalar) {
    bytes.append(UInt8(ascii: character))
  }

  /// Writes a whole number.
  mutating func write(_ number: Int) {
    if number < 0 { write("-") }
    let begin = bytes.count
    var rest = number.magnitude
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[begin...].reverse()
  }

  /// Writes a text in quotes.
  mutating func write(quoted text: String) {
    var text = text
    write("\"")
    text.withUTF8 { content in
      // Hardly any text holds what must be written in another way, so whole stretches are copied.
      var start = 0
      for (position, byte) in content.enumerated() where JSONBytes.mustEscape(byte) {
        bytes.append(contentsOf: content[start..<position])
        escape(byte)
        start = position + 1
      }
      bytes.append(contentsOf: content[start...])
    }
    write("\"")
  }

  /// Writes values in order.
  mutating func write<Element>(
    list elements: [Element], _ element: (Element, inout JSONBytes) -> Void
  ) {
    write("[")
    for (index, value) in elements.enumerated() {
      if index > 0 { write(",") }
      element(value, &self)
    }
    write("]")
  }

  /// Writes named values in order.
  mutating func write<Element>(
    fields: [Element], name: (Element) -> String, _ value: (Element, inout JSONBytes) -> Void
  ) {
    write("{")
    for (index, field) in fields.enumerated() {
      if index > 0 { write(",") }
      write(quoted: name(field))
      write(":")
      value(field, &self)
    }
    write("}")
  }

  /// Whether a byte of a text stands for itself; those of other than ASCII characters do.
  private static func mustEscape(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func escape(_ byte: UInt8) {
    write("\\")
    switch Unicode.Scalar(byte) {
    case "\n": write("n")
    case "\r": write("r")
    case "\t": write("t")
    case let other where byte >= 0x20: write(other)
    default:
      write(plain: byte < 0x10 ? "u000" : "u00")
      write(plain: String(byte, radix: 16))
    }
  }
}
