/// Sets help in sections and columns that fit a terminal.
struct HelpLayout {
  let width: Int

  /// A title and lines below it, followed by an empty line; nothing if there are no lines.
  func section(_ title: String, _ lines: [String]) -> [StyledText] {
    guard !lines.isEmpty else { return [] }
    return [StyledText(title, .emphasis)] + lines.map { "  \($0)" } + [""]
  }

  /// A title and rows of a name and its explanation below it.
  func section(_ title: String, rows: [(name: String, help: String)]) -> [StyledText] {
    let nameWidth = min(rows.map { DisplayWidth.of($0.name) }.max() ?? 0, width / 2 - 4)
    return section(title, rows.flatMap { lines(of: $0, nameWidth: nameWidth) })
  }

  /// Text folded at the width.
  func paragraph(_ text: String) -> [StyledText] {
    folded(text, columns: width).map { StyledText($0) }
  }

  /// A row in two columns; a name that is too long for its column has a line of its own.
  private func lines(of row: (name: String, help: String), nameWidth: Int) -> [String] {
    let indentation = String(repeating: " ", count: nameWidth + 2)
    let help = folded(row.help, columns: width - nameWidth - 4)
    let length = DisplayWidth.of(row.name)
    if length > nameWidth { return [row.name] + help.map { indentation + $0 } }
    let space = String(repeating: " ", count: nameWidth - length + 2)
    let rest = help.dropFirst().map { indentation + $0 }
    return [row.name + space + (help.first ?? "")] + rest
  }

  private func folded(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: \.isWhitespace) {
      if !line.isEmpty, DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > columns {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return line.isEmpty ? lines : lines + [line]
  }
}
