/// Swift text with everything that is not code taken out.
enum SwiftCode {
  /// The lines of a file in which comments are gone and string literals are empty.
  ///
  /// Code inside an interpolation stays, since it runs like any other. Lines keep their numbers.
  static func lines(of text: String) -> [String] {
    var scanner = Scanner(Array(text.unicodeScalars))
    return scanner.code().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private struct Scanner {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var result = String.UnicodeScalarView()

    init(_ scalars: [Unicode.Scalar]) {
      self.scalars = scalars
    }

    mutating func code() -> String {
      scanCode(untilParenthesis: false)
      return String(result)
    }

    /// Copies code up to the end, or up to the parenthesis that closes an interpolation.
    private mutating func scanCode(untilParenthesis: Bool) {
      var depth = 0
      while position < scalars.count {
        if starts(with: "//") {
          while position < scalars.count, scalars[position] != "\n" { position += 1 }
        } else if starts(with: "/*") {
          skipBlockComment()
        } else if let hashes = openingHashes() {
          scanString(hashes: hashes)
        } else {
          if scalars[position] == "(" { depth += 1 }
          if scalars[position] == ")" { depth -= 1 }
          result.append(scalars[position])
          position += 1
          if untilParenthesis, depth < 0 { return }
        }
      }
    }

    private mutating func skipBlockComment() {
      var depth = 0
      repeat {
        if starts(with: "/*") {
          depth += 1
          position += 2
        } else if starts(with: "*/") {
          depth -= 1
          position += 2
        } else {
          keepLineEnd()
        }
      } while depth > 0 && position < scalars.count
    }

    /// The number of number signs before a quotation mark at the position, if there is one.
    private func openingHashes() -> Int? {
      var end = position
      while end < scalars.count, scalars[end] == "#" { end += 1 }
      return end < scalars.count && scalars[end] == "\"" ? end - position : nil
    }

    private mutating func scanString(hashes: Int) {
      let sign = String(repeating: "#", count: hashes)
      position += hashes
      let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
      position += quote.count
      result.append(contentsOf: "\"".unicodeScalars)
      while position < scalars.count, !starts(with: quote + sign) {
        if starts(with: "\\\(sign)(") {
          position += 2 + hashes
          result.append("(")
          scanCode(untilParenthesis: true)
        } else if starts(with: "\\\(sign)") {
          position += 1 + hashes
          keepLineEnd()
        } else {
          keepLineEnd()
        }
      }
      position += quote.count + hashes
      result.append(contentsOf: "\"".unicodeScalars)
    }

    private mutating func keepLineEnd() {
      if position < scalars.count, scalars[position] == "\n" { result.append("\n") }
      position += 1
    }

    private func starts(with text: String) -> Bool {
      var index = position
      for scalar in text.unicodeScalars {
        guard index < scalars.count, scalars[index] == scalar else { return false }
        index += 1
      }
      return true
    }
  }
}
