/// The smallest pieces: blanks, comments, names, texts and numbers.
extension JSONReader {
  /// Goes over blanks and comments.
  mutating func skipBlank() {
    while let byte = peek {
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        position += 1
      case UInt8(ascii: "/"):
        guard skipComment() else { return }
      default: return
      }
    }
  }

  private mutating func skipComment() -> Bool {
    let start = position
    guard position + 1 < bytes.count else { return false }
    switch bytes[position + 1] {
    case UInt8(ascii: "/"):
      while let byte = peek, byte != UInt8(ascii: "\n") { position += 1 }
      return true
    case UInt8(ascii: "*"):
      position += 2
      while position + 1 < bytes.count {
        if bytes[position] == UInt8(ascii: "*"), bytes[position + 1] == UInt8(ascii: "/") {
          position += 2
          return true
        }
        position += 1
      }
      position = bytes.count
      if !isStopped {
        report(.syntax, start..<start + 2, "the comment that begins here never ends")
      }
      isStopped = true
      return false
    default: return false
    }
  }

  /// A name without quotes: letters, digits, `_`, `$` and `-` within it.
  mutating func identifier() -> String? {
    let start = position
    while let byte = peek {
      let isLetter =
        byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) && byte >= 0x41
      let isInside =
        position > start
        && ((UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-"))
      guard isLetter || isInside else { break }
      position += 1
    }
    return position > start ? file.text(start..<position) : nil
  }

  /// A text in single or double quotes.
  mutating func string() -> JSONNode? {
    let start = position
    let quote = bytes[position]
    var content: [UInt8] = []
    position += 1
    while let byte = peek {
      switch byte {
      case quote:
        position += 1
        return JSONNode(
          .text(String(decoding: content, as: UTF8.self)), at: SourcePlace(file, start..<position))
      case UInt8(ascii: "\\"):
        escape(into: &content)
        if isStopped { return nil }
        continue
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        report(.syntax, start..<position, "the text that begins here is not closed in its line")
        return JSONNode(
          .text(String(decoding: content, as: UTF8.self)), at: SourcePlace(file, start..<position))
      case 0..<0x20 where byte != UInt8(ascii: "\t"):
        let name = byte == 0 ? "a NUL byte" : "the control character \(byte)"
        report(.encoding, position..<position + 1, "\(name) cannot stand in a text")
        if isStopped { return nil }
      default: content.append(byte)
      }
      position += 1
    }
    report(.syntax, start..<bytes.count, "the text that begins here is never closed")
    isStopped = true
    return nil
  }

  private mutating func escape(into content: inout [UInt8]) {
    let start = position
    position += 1
    guard let byte = peek else { return }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): content.append(0x0A)
    case UInt8(ascii: "r"): content.append(0x0D)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0C)
    case UInt8(ascii: "v"): content.append(0x0B)
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      content.append(byte)
    case UInt8(ascii: "\n"): break
    case UInt8(ascii: "\r"): if peek == UInt8(ascii: "\n") { position += 1 }
    case UInt8(ascii: "u"): unicodeEscape(from: start, into: &content)
    default:
      position = start + 1
      let character = file.text(position..<min(position + 16, bytes.count)).first ?? "?"
      position += String(character).utf8.count
      report(.syntax, start..<position, "unknown escape '\\\(character)'") {
        $0.noting("known are \\n \\r \\t \\b \\f \\v \\\" \\' \\\\ \\/ and \\u with four digits")
      }
    }
  }

  private mutating func unicodeEscape(from start: Int, into content: inout [UInt8]) {
    guard let first = fourDigits() else {
      report(.syntax, start..<position, "\\u needs four hexadecimal digits")
      return
    }
    var code = UInt32(first)
    if (0xD800..<0xDC00).contains(code), peek == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let second = UInt32(fourDigits() ?? 0)
      let isLow = (0xDC00..<0xE000).contains(second)
      code = isLow ? 0x10000 + ((code - 0xD800) << 10) + (second - 0xDC00) : code
    }
    guard let scalar = Unicode.Scalar(code) else {
      report(.encoding, start..<position, "half a surrogate pair is no character")
      return
    }
    content.append(contentsOf: Array(String(Character(scalar)).utf8))
  }

  private mutating func fourDigits() -> UInt16? {
    var value: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        return nil
      }
      value = value << 4 | UInt16(digit)
      position += 1
    }
    return value
  }

  /// A number; whole ones are exact up to 64 bits.
  mutating func number() -> JSONNode? {
    let start = position
    while let byte = peek, JSONReader.belongsToNumber(byte) {
      let isExponent = byte | 0x20 == UInt8(ascii: "e")
      position += 1
      if isExponent, let sign = peek, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        position += 1
      }
    }
    let text = file.text(start..<position)
    let place = SourcePlace(file, start..<position)
    switch NumberNotation.parse(text) {
    case .success(let number): return JSONNode(.number(number), at: place)
    case .failure(let mistake):
      report(.syntax, start..<position, mistake.message) {
        var copy = $0
        copy.label = mistake.label
        copy.fix = mistake.fix
        return copy
      }
      return JSONNode(.null, at: place)
    }
  }

  private static func belongsToNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "%"), 0x80...:
      true
    default: false
    }
  }
}
