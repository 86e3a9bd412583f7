/// Cuts an expression into tokens.
struct ExpressionLexer {
  private let bytes: [UInt8]
  private var position = 0
  /// The longest expression that is read, in bytes.
  private static let longest = 4096
  private static let signs = [
    "==", "!=", "<=", ">=", "&&", "||", "->", "<", ">", "+", "-", "*", "/", "%", "!", "(", ")",
    ".", ",", ":",
  ]
  /// Signs of other languages and what stands for them here.
  private static let foreign = ["=": "==", "&": "&&", "|": "||", "≥": ">=", "≤": "<=", "≠": "!="]

  private init(_ source: String) { bytes = Array(source.utf8) }

  /// The tokens of an expression, the last of them its end.
  static func tokens(of source: String) throws(ExpressionError) -> [ExpressionToken] {
    var lexer = ExpressionLexer(source)
    guard lexer.bytes.count <= longest else {
      throw ExpressionError(
        longest..<lexer.bytes.count, "an expression has at most \(longest) bytes")
    }
    var tokens: [ExpressionToken] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private mutating func next() throws(ExpressionError) -> ExpressionToken {
    while position < bytes.count, [9, 10, 13, 32].contains(bytes[position]) { position += 1 }
    guard position < bytes.count else {
      return ExpressionToken(kind: .end, span: position..<position)
    }
    let start = position
    let byte = bytes[position]
    if ExpressionLexer.isLetter(byte) {
      let name = take { ExpressionLexer.isLetter($0) || ExpressionLexer.isDigit($0) }
      return ExpressionToken(kind: .name(name), span: start..<position)
    }
    if ExpressionLexer.isDigit(byte) { return try number(from: start) }
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      return try text(from: start, closedBy: byte)
    }
    return try sign(from: start)
  }

  private mutating func number(from start: Int) throws(ExpressionError) -> ExpressionToken {
    let digits = take { ExpressionLexer.isDigit($0) || $0 == UInt8(ascii: "_") }
    guard let number = Int(digits.filter { $0 != "_" }) else {
      throw ExpressionError(start..<position, "the number does not fit into 64 bits")
    }
    if position < bytes.count, ExpressionLexer.isLetter(bytes[position]) {
      let unit = take { ExpressionLexer.isLetter($0) }
      throw ExpressionError(
        start..<position, "numbers have no unit here, but '\(unit)' follows",
        suggestion: "\(number)")
    }
    return ExpressionToken(kind: .integer(number), span: start..<position)
  }

  private mutating func text(
    from start: Int, closedBy quote: UInt8
  ) throws(ExpressionError) -> ExpressionToken {
    position += 1
    var content: [UInt8] = []
    while position < bytes.count, bytes[position] != quote {
      if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count { position += 1 }
      content.append(bytes[position])
      position += 1
    }
    guard position < bytes.count else {
      throw ExpressionError(start..<position, "the text is never closed")
    }
    position += 1
    let text = String(decoding: content, as: UTF8.self)
    return ExpressionToken(kind: .text(text), span: start..<position)
  }

  private mutating func sign(from start: Int) throws(ExpressionError) -> ExpressionToken {
    let rest = String(decoding: bytes[start..<min(start + 4, bytes.count)], as: UTF8.self)
    if let sign = ExpressionLexer.signs.first(where: { rest.hasPrefix($0) }) {
      position += sign.utf8.count
      return ExpressionToken(kind: .sign(sign), span: start..<position)
    }
    let character = rest.first.map(String.init) ?? ""
    throw ExpressionError(
      start..<(start + max(1, character.utf8.count)), "'\(character)' means nothing here",
      suggestion: ExpressionLexer.foreign[character])
  }

  private mutating func take(_ isPart: (UInt8) -> Bool) -> String {
    let start = position
    while position < bytes.count, isPart(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "_") || (byte | 32 >= UInt8(ascii: "a") && byte | 32 <= UInt8(ascii: "z"))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
