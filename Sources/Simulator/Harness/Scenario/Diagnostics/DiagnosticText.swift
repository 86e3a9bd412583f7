/// Writes mistakes in the shape of compilers, so that editors and eyes know them already.
///
/// A line of the source is shown with a mark under the place. Tabs are shown as spaces up to the
/// next multiple of four, a line wider than the window is cut around the mark.
package enum DiagnosticText {
  /// The widest piece of a source line that is shown.
  static let window = 100

  /// All mistakes, each ended by a newline, and how many were left out.
  package static func text(_ diagnostics: [Diagnostic], omitted: Int = 0) -> String {
    var result = ""
    for diagnostic in diagnostics { result += text(diagnostic) }
    if omitted > 0 { result += "\(omitted) more \(omitted == 1 ? "is" : "are") not shown\n" }
    return result
  }

  /// One mistake with its source line, notes and help, ended by a newline.
  package static func text(_ diagnostic: Diagnostic) -> String {
    var result = ""
    if let place = diagnostic.place {
      result += "\(place): \(diagnostic.severity.rawValue): \(diagnostic.message)\n"
      result += excerpt(place, label: diagnostic.label)
    } else {
      result += "\(diagnostic.severity.rawValue): \(diagnostic.message)\n"
      if let label = diagnostic.label { result += "  note: \(label)\n" }
    }
    for note in diagnostic.notes { result += "  note: \(note)\n" }
    if let help = diagnostic.help { result += "  help: \(help)\n" }
    return result
  }

  private static func excerpt(_ place: SourcePlace, label: String?) -> String {
    let range = place.file.lineRange(place.line - 1)
    let start = min(place.bytes.lowerBound, range.upperBound)
    let end = max(start, min(place.bytes.upperBound, range.upperBound))
    let before = cells(clip(place.file, range.lowerBound..<start, keepingEnd: true), from: 0)
    let marked = cells(clip(place.file, start..<end, keepingEnd: false), from: before.width)
    let after = cells(
      clip(place.file, end..<range.upperBound, keepingEnd: false),
      from: before.width + marked.width)
    let (line, indent, length) = cut(before.cells, marked.cells, after.cells)
    let number = String(place.line)
    let gutter = max(5, number.count)
    let margin = String(repeating: " ", count: gutter - number.count) + number
    let mark = "^" + String(repeating: "~", count: max(0, length - 1))
    let suffix = label.map { " " + $0 } ?? ""
    return "\(margin) | \(line)\n"
      + "\(String(repeating: " ", count: gutter)) | "
      + String(repeating: " ", count: indent) + mark + suffix + "\n"
  }

  /// At most as many bytes of a stretch as could matter, so that a file of one line costs little.
  private static func clip(
    _ file: SourceFile, _ range: Range<Int>, keepingEnd: Bool
  ) -> String {
    let most = window * 16
    if range.count <= most { return file.text(range) }
    return file.text(keepingEnd ? range.suffix(most) : range.prefix(most))
  }

  /// The characters as shown, each with the columns it takes.
  private static func cells(
    _ text: String, from column: Int
  ) -> (cells: [(text: String, width: Int)], width: Int) {
    var cells: [(text: String, width: Int)] = []
    var width = 0
    for character in text {
      if character == "\t" {
        let step = 4 - (column + width) % 4
        for _ in 0..<step { cells.append((" ", 1)) }
        width += step
      } else {
        let cell = shown(character)
        cells.append(cell)
        width += cell.width
      }
    }
    return (cells, width)
  }

  private static func shown(_ character: Character) -> (text: String, width: Int) {
    guard let scalar = character.unicodeScalars.first else { return ("", 0) }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: return ("\u{FFFD}", 1)
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return (String(character), 2)
    default: return (String(character), 1)
    }
  }

  /// The line as shown, the columns before the mark and the columns of the mark.
  private static func cut(
    _ before: [(text: String, width: Int)], _ marked: [(text: String, width: Int)],
    _ after: [(text: String, width: Int)]
  ) -> (line: String, indent: Int, length: Int) {
    func width(_ cells: some Sequence<(text: String, width: Int)>) -> Int {
      cells.reduce(0) { $0 + $1.width }
    }
    func joined(_ cells: some Sequence<(text: String, width: Int)>) -> String {
      cells.reduce(into: "") { $0 += $1.text }
    }
    if width(before) + width(marked) + width(after) <= window {
      return (joined(before + marked + after), width(before), max(1, width(marked)))
    }
    let kept = marked.prefix(window / 2)
    let left = before.suffix(window / 3)
    let right = after.prefix(max(0, window - left.count - kept.count))
    let head = left.count < before.count ? "…" : ""
    let isCut = kept.count < marked.count || right.count < after.count
    let tail = kept.count < marked.count ? "" : joined(right)
    let line = head + joined(left) + joined(kept) + tail + (isCut ? "…" : "")
    return (line, head.count + width(left), max(1, width(kept)))
  }
}
