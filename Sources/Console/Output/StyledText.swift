/// What a piece of text is for; the terminal decides how that looks.
package enum Style: Sendable, Equatable, CaseIterable {
  /// A verdict that holds.
  case success
  /// A violation or an error.
  case failure
  /// Something to look at that fails nothing.
  case warning
  /// What may be skipped in reading.
  case muted
  /// What the eye should find first.
  case emphasis

  /// The control sequence that begins the style.
  var sequence: String {
    switch self {
    case .success: "\u{1B}[32m"
    case .failure: "\u{1B}[1;31m"
    case .warning: "\u{1B}[33m"
    case .muted: "\u{1B}[2m"
    case .emphasis: "\u{1B}[1m"
    }
  }
}

/// Text whose pieces say what they are for, written as `"\("FAIL", .failure) \(name)"`.
///
/// Text comes from services and files, so control characters in it are shown and never obeyed:
/// no message can recolour, erase or retitle the terminal it is printed on.
package struct StyledText: Sendable, Equatable {
  /// A stretch of text of one style.
  fileprivate struct Piece: Sendable, Equatable {
    let text: String
    let style: Style?
  }

  private var pieces: [Piece]
  /// The column at which what does not fit on a line of a terminal goes on below it.
  ///
  /// Nothing for a line that is left whole however long it is, as a command to be copied must be.
  private var hang: Int?

  /// Plain text.
  package init(_ text: some StringProtocol) {
    pieces = [Piece(text: String(text), style: nil)]
  }

  /// Text of one style.
  package init(_ text: some StringProtocol, _ style: Style) {
    pieces = [Piece(text: String(text), style: style)]
  }

  /// The same text, which goes on at a column of the next line where a terminal is too narrow.
  package func hanging(at column: Int) -> StyledText {
    var copy = self
    copy.hang = column
    return copy
  }

  /// The lines of the text on a terminal of so many columns, broken between words.
  ///
  /// A word that is longer than a line stays whole.
  package func folded(columns: Int) -> [StyledText] {
    guard let hang, width > columns, !plain.contains("\n") else { return [self] }
    let indent = hang + 24 > columns ? 4 : hang
    var lines: [StyledText] = []
    var (line, taken, gap) = (StyledText(""), 0, "")
    for (word, style) in words {
      let wide = DisplayWidth.of(word)
      if taken > indent, taken + DisplayWidth.of(gap) + wide > columns, word != " " {
        lines.append(line)
        (line, taken, gap) = (StyledText(String(repeating: " ", count: indent)), indent, "")
      }
      if word == " " {
        gap += word
        continue
      }
      line.pieces.append(Piece(text: gap + word, style: style))
      taken += DisplayWidth.of(gap) + wide
      gap = ""
    }
    return lines + [line]
  }

  /// Words and single spaces, each with its style.
  private var words: [(text: String, style: Style?)] {
    pieces.flatMap { piece in
      var result: [(text: String, style: Style?)] = []
      var word = ""
      for character in StyledText.visible(piece.text) {
        if character == " " {
          if !word.isEmpty { result.append((word, piece.style)) }
          result.append((" ", piece.style))
          word = ""
        } else {
          word.append(character)
        }
      }
      return word.isEmpty ? result : result + [(word, piece.style)]
    }
  }

  /// The text without its styles.
  package var plain: String { rendered(colored: false) }

  /// The columns it takes on a terminal.
  package var width: Int { DisplayWidth.of(plain) }

  /// The text as a stream gets it.
  package func rendered(colored: Bool) -> String {
    pieces.reduce(into: "") { result, piece in
      let text = StyledText.visible(piece.text)
      guard colored, let style = piece.style, !text.isEmpty else {
        result += text
        return
      }
      result += style.sequence + text + "\u{1B}[0m"
    }
  }

  /// One text after another.
  package static func + (left: StyledText, right: StyledText) -> StyledText {
    var both = left
    both.pieces += right.pieces
    return both
  }

  /// The text with every control character except line ends and tabs written out.
  private static func visible(_ text: String) -> String {
    let isHarmless = text.unicodeScalars.allSatisfy { !isControl($0) }
    if isHarmless { return text }
    return text.unicodeScalars.reduce(into: "") { result, scalar in
      if isControl(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
  }

  /// Control characters, and the marks that reverse the direction of the text after them.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}

extension StyledText: ExpressibleByStringInterpolation {
  /// Collects the pieces of a literal.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    /// An empty collection; the sizes are only a hint.
    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { pieces.append(Piece(text: literal, style: nil)) }
    }

    /// A value of no style.
    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      pieces.append(Piece(text: value.description, style: nil))
    }

    /// A value of a style.
    package mutating func appendInterpolation(
      _ value: some CustomStringConvertible, _ style: Style
    ) {
      pieces.append(Piece(text: value.description, style: style))
    }

    /// Text that has its styles already.
    package mutating func appendInterpolation(_ text: StyledText) {
      pieces += text.pieces
    }
  }

  package init(stringLiteral text: String) {
    self.init(text)
  }

  package init(stringInterpolation: StringInterpolation) {
    pieces = stringInterpolation.pieces
  }
}
