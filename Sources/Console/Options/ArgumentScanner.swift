/// Splits a command line into options and words, before its verb is known.
struct ArgumentScanner {
  /// One piece of a command line.
  enum Piece: Equatable {
    /// A word that is no option.
    case word(String)
    /// An option and its text; flags have `true` or `false`.
    case option(OptionDeclaration, spelling: String, text: String)
    /// A piece that cannot be understood.
    case mistake(UsageError)

    static func == (left: Piece, right: Piece) -> Bool {
      switch (left, right) {
      case (.word(let one), .word(let other)): one == other
      case (.option(let one, _, let text), .option(let other, _, let otherText)):
        one.name == other.name && text == otherText
      case (.mistake(let one), .mistake(let other)): one == other
      case (.word, _), (.option, _), (.mistake, _): false
      }
    }
  }

  private let known: [OptionDeclaration]
  private var rest: ArraySlice<String>
  private var pieces: [Piece] = []

  /// The pieces of a command line, in order.
  ///
  /// Mistakes are pieces too, so that `--help` helps beside any of them.
  static func pieces(of arguments: [String], known: [OptionDeclaration]) -> [Piece] {
    var scanner = ArgumentScanner(known: known, rest: arguments[...])
    scanner.scan()
    return scanner.pieces
  }

  private init(known: [OptionDeclaration], rest: ArraySlice<String>) {
    self.known = known
    self.rest = rest
  }

  private mutating func scan() {
    while let argument = rest.popFirst() {
      if argument == "--" {
        pieces += rest.map { .word($0) }
        return
      }
      if argument.hasPrefix("--") {
        scanLong(argument)
      } else if argument.hasPrefix("-"), argument.count > 1 {
        scanShort(argument.dropFirst())
      } else {
        pieces.append(.word(argument))
      }
    }
  }

  private mutating func scanLong(_ argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let spelling = String(parts[0])
    let name = String(spelling.dropFirst(2))
    let text = parts.count == 2 ? String(parts[1]) : nil
    if let option = known.first(where: { $0.name == name }) {
      add(option, spelling: spelling, text: text)
    } else if name.hasPrefix("no-"),
      let option = known.first(where: { $0.name == name.dropFirst(3) && $0.shape == .toggle })
    {
      if let text {
        pieces.append(.mistake(.unexpectedValue(spelling, value: text)))
      } else {
        pieces.append(.option(option, spelling: spelling, text: "false"))
      }
    } else {
      pieces.append(.mistake(.unknownOption(spelling, nearest: nil)))
    }
  }

  /// Reads `-v`, `-qv`, `-j4`, `-j 4` and `-j=4`.
  private mutating func scanShort(_ letters: Substring) {
    var letters = letters
    while let letter = letters.popFirst() {
      let spelling = "-\(letter)"
      guard let option = known.first(where: { $0.short == letter }) else {
        pieces.append(.mistake(.unknownOption(spelling, nearest: nil)))
        return
      }
      if option.takesValue {
        let text = letters.first == "=" ? letters.dropFirst() : letters
        add(option, spelling: spelling, text: letters.isEmpty ? nil : String(text))
        return
      }
      if letters.first == "=" {
        add(option, spelling: spelling, text: String(letters.dropFirst()))
        return
      }
      add(option, spelling: spelling, text: nil)
    }
  }

  private mutating func add(_ option: OptionDeclaration, spelling: String, text: String?) {
    if option.takesValue {
      if let text {
        pieces.append(.option(option, spelling: spelling, text: text))
      } else if let next = rest.first, !looksLikeOption(next) {
        rest.removeFirst()
        pieces.append(.option(option, spelling: spelling, text: next))
      } else {
        pieces.append(.mistake(.missingValue(spelling, next: rest.first { $0 != "--" })))
      }
    } else if let text {
      pieces.append(.mistake(.unexpectedValue(spelling, value: text)))
    } else {
      pieces.append(.option(option, spelling: spelling, text: "true"))
    }
  }

  /// Whether a piece cannot stand as a value without `=`: it begins as options do.
  ///
  /// A lone dash is the standard stream, and a dash before a digit a negative number.
  private func looksLikeOption(_ text: String) -> Bool {
    guard text.hasPrefix("-"), let second = text.dropFirst().first else { return false }
    return !second.isNumber
  }
}
