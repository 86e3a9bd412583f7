/// Reads JSON with comments, every value knowing its place.
///
/// What JSON5 adds is accepted too (names without quotes, single quotes, hexadecimal numbers, a
/// leading plus), so that nobody is refused over a quote; infinities and not-a-number are not,
/// since nothing in a scenario can be meant by them. After a mistake the reader goes on behind the
/// next comma or bracket, so that several are reported at once. It never traps and takes time
/// linear in the size of the file.
package struct JSONReader {
  /// The deepest nesting that is read.
  package static let depthLimit = 64
  /// The largest file that is read, in bytes.
  package static let sizeLimit = 8 * 1024 * 1024

  let file: SourceFile
  let bytes: [UInt8]
  var position = 0
  /// Set when going on would only repeat one mistake in other words.
  var isStopped = false
  var diagnostics = DiagnosticList()

  private init(_ file: SourceFile) {
    self.file = file
    bytes = file.bytes
  }

  /// The value that a file holds, or nothing when the file has mistakes of form.
  package static func read(
    _ file: SourceFile, into diagnostics: inout DiagnosticList
  ) -> JSONNode? {
    var reader = JSONReader(file)
    reader.diagnostics = diagnostics
    let errors = diagnostics.errorCount
    let node = reader.document()
    diagnostics = reader.diagnostics
    // Names given twice are mistakes too, but the tree is complete then and worth looking at.
    return diagnostics.errorCount - errors > reader.duplicates ? nil : node
  }

  /// The number of mistakes that leave the tree complete.
  private var duplicates = 0

  private mutating func document() -> JSONNode? {
    guard bytes.count <= JSONReader.sizeLimit else {
      report(.tooLarge, 0..<0, "the file has \(bytes.count) bytes, at most 8 MiB are read")
      return nil
    }
    if let bad = TextCheck.firstInvalid(in: bytes) {
      report(.encoding, bad, "the bytes here are not UTF-8 text") {
        $0.noting("save the file as UTF-8")
      }
      return nil
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    skipBlank()
    if isStopped { return nil }
    guard position < bytes.count else {
      report(.syntax, 0..<0, "the file is empty") {
        $0.noting("the smallest scenario is { \"version\": 1, \"services\": {}, \"workload\": [] }")
      }
      return nil
    }
    let node = value(depth: 1)
    skipBlank()
    if !isStopped, position < bytes.count {
      report(.syntax, position..<position + 1, "nothing may follow the value that is the file")
    }
    return node
  }

  /// The byte at the reading position, nothing at the end.
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func report(
    _ code: Diagnostic.Code, _ range: Range<Int>, _ message: String,
    _ change: (Diagnostic) -> Diagnostic = { $0 }
  ) {
    let place = SourcePlace(file, range)
    diagnostics.add { change(Diagnostic(code, at: place, message)) }
    if diagnostics.isFull { isStopped = true }
  }

  // MARK: Values

  mutating func value(depth: Int) -> JSONNode? {
    skipBlank()
    guard !isStopped else { return nil }
    guard let byte = peek else {
      endOfFile("the file ends where a value is expected")
      return nil
    }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      guard depth <= JSONReader.depthLimit else {
        report(.tooDeep, position..<position + 1, "values are nested deeper than 64 levels")
        isStopped = true
        return nil
      }
      return byte == UInt8(ascii: "{") ? object(depth: depth) : list(depth: depth)
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return string()
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."):
      return number()
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"):
      report(.syntax, position..<position + 1, "a value is missing here")
      return nil
    default: return word()
    }
  }

  private mutating func word() -> JSONNode? {
    let start = position
    guard let name = identifier() else {
      unexpected()
      return nil
    }
    let place = SourcePlace(file, start..<position)
    switch name {
    case "true": return JSONNode(.boolean(true), at: place)
    case "false": return JSONNode(.boolean(false), at: place)
    case "null": return JSONNode(.null, at: place)
    case "Infinity", "NaN":
      report(.badValue, start..<position, "\(name) is not a number that a scenario can use")
      return JSONNode(.null, at: place)
    default:
      report(.syntax, start..<position, "a text needs quotes") {
        var copy = $0
        copy.label = "write \(JSONText.quoted(name))"
        copy.fix = JSONText.quoted(name)
        return copy
      }
      return JSONNode(.text(name), at: place)
    }
  }

  private mutating func list(depth: Int) -> JSONNode? {
    let start = position
    position += 1
    var items: [JSONNode] = []
    while !isStopped {
      skipBlank()
      guard let byte = peek else {
        unclosed(start)
        break
      }
      if closes(byte, opened: start) { break }
      if let item = value(depth: depth + 1) { items.append(item) } else { skipToSeparator() }
      separator(closing: "]")
    }
    return JSONNode(.list(items), at: SourcePlace(file, start..<position))
  }

  private mutating func object(depth: Int) -> JSONNode? {
    let start = position
    position += 1
    var members: [JSONMember] = []
    var names: [String: Range<Int>] = [:]
    while !isStopped {
      skipBlank()
      guard let byte = peek else {
        unclosed(start)
        break
      }
      if closes(byte, opened: start) { break }
      if let member = member(depth: depth, names: &names) {
        members.append(member)
      } else {
        skipToSeparator()
      }
      separator(closing: "}")
    }
    return JSONNode(.object(members), at: SourcePlace(file, start..<position))
  }

  private mutating func member(depth: Int, names: inout [String: Range<Int>]) -> JSONMember? {
    let start = position
    guard let name = name() else { return nil }
    let range = start..<position
    skipBlank()
    guard let colon = peek else {
      endOfFile("the file ends after the name '\(name)'")
      return nil
    }
    if colon == UInt8(ascii: ":") {
      position += 1
    } else {
      report(.syntax, range, "a ':' is expected after the name '\(name)'")
      return nil
    }
    guard let value = value(depth: depth + 1) else { return nil }
    if let first = names[name] {
      let line = file.lineIndex(of: first.lowerBound) + 1
      duplicates += 1
      report(.duplicateField, range, "the field '\(name)' is given twice") {
        $0.noting("it is given first in line \(line)")
      }
      return nil
    }
    names[name] = range
    return JSONMember(name, value, at: SourcePlace(file, range))
  }

  private mutating func name() -> String? {
    switch peek {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return string()?.text
    default:
      if let name = identifier() { return name }
      if peek == UInt8(ascii: ",") {
        report(.syntax, position..<position + 1, "a field is missing before this ','")
      } else {
        unexpected()
      }
      return nil
    }
  }

  /// Takes in the bracket that ends a list or an object, also a wrong one, and says whether it did.
  private mutating func closes(_ byte: UInt8, opened start: Int) -> Bool {
    guard byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") else { return false }
    let isObject = bytes[start] == UInt8(ascii: "{")
    if isObject != (byte == UInt8(ascii: "}")) {
      let line = file.lineIndex(of: start) + 1
      let (open, right, wrong) = isObject ? ("{", "}", "]") : ("[", "]", "}")
      report(
        .syntax, position..<position + 1,
        "'\(wrong)' cannot close the '\(open)' of line \(line), '\(right)' is expected")
    }
    position += 1
    return true
  }

  /// Takes in the comma after a part, or reports that it is missing and goes on as if it stood.
  private mutating func separator(closing bracket: String) {
    skipBlank()
    guard !isStopped, let byte = peek else { return }
    switch byte {
    case UInt8(ascii: ","): position += 1
    case UInt8(ascii: "}"), UInt8(ascii: "]"): break
    default:
      report(.syntax, position..<position + 1, "a ',' or '\(bracket)' is expected before this")
    }
  }

  // MARK: Mistakes

  private mutating func unclosed(_ start: Int) {
    let place = SourcePlace(file, start..<start + 1)
    let bracket = bytes[start] == UInt8(ascii: "{") ? "{" : "["
    endOfFile("the file ends before the '\(bracket)' of line \(place.line) is closed")
  }

  mutating func endOfFile(_ message: String) {
    guard !isStopped else { return }
    var end = bytes.count
    while end > 0, bytes[end - 1] <= UInt8(ascii: " ") { end -= 1 }
    report(.syntax, max(0, end - 1)..<end, message)
    isStopped = true
  }

  private mutating func unexpected() {
    guard let byte = peek else { return }
    if byte < 0x20 || byte == 0x7F {
      let name = byte == 0 ? "a NUL byte" : "the control character \(byte)"
      report(.encoding, position..<position + 1, "\(name) cannot stand here")
    } else {
      let character = file.text(position..<min(position + 16, bytes.count)).first ?? "?"
      let length = String(character).utf8.count
      report(.syntax, position..<position + length, "'\(character)' cannot stand here")
    }
  }

  /// Goes to the next comma or closing bracket of the same level.
  private mutating func skipToSeparator() {
    var depth = 0
    while let byte = peek, !isStopped {
      switch byte {
      case UInt8(ascii: ","): if depth == 0 { return }
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return }
        depth -= 1
      case UInt8(ascii: "\""):
        skipQuoted(byte)
        continue
      default: break
      }
      position += 1
    }
  }

  private mutating func skipQuoted(_ quote: UInt8) {
    position += 1
    while let byte = peek, byte != UInt8(ascii: "\n") {
      position += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == quote { return }
    }
  }
}
