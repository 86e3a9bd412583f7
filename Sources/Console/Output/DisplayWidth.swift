/// How many columns text takes on a terminal.
///
/// Terminals do not agree on every character. Counted here is what most of them do: nothing for
/// marks that combine with the character before, two for East Asian wide characters and
/// pictures, one for the rest.
package enum DisplayWidth {
  /// Characters that take two columns, by their first and last code point.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
    0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD,
  ]

  /// The columns of a line of text.
  package static func of(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + of($1) }
  }

  /// The columns of one character as a person sees it.
  package static func of(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.value < 0x7F { return first.value < 0x20 ? 0 : 1 }
    let showsPicture = character.unicodeScalars.contains { $0.value == 0xFE0F }
    if showsPicture || first.properties.isEmojiPresentation { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    return wide.contains { $0.contains(first.value) } ? 2 : 1
  }

  /// The beginning of a line that fits into a number of columns.
  package static func prefix(of text: String, columns: Int) -> String {
    var (taken, result) = (0, "")
    for character in text {
      taken += of(character)
      if taken > columns { break }
      result.append(character)
    }
    return result
  }
}
