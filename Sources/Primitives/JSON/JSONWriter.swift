/// Writes JSON without needless spaces, byte by byte.
struct JSONWriter {
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

  /// Writes a text in quotes.
  mutating func write(quoted text: String) {
    var text = text
    write("\"")
    text.withUTF8 { content in
      // Hardly any text holds what must be written in another way, so whole stretches are copied.
      var start = 0
      for (position, byte) in content.enumerated() where JSONWriter.mustEscape(byte) {
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
    list elements: [Element], _ element: (Element, inout JSONWriter) -> Void
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
    fields: [Element], name: (Element) -> String, _ value: (Element, inout JSONWriter) -> Void
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
