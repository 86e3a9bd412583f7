/// A stretch of a file, told to people as line and column.
package struct SourcePlace: Sendable {
  /// The file that holds the stretch.
  package let file: SourceFile
  /// The stretch in bytes from the beginning of the file.
  package let bytes: Range<Int>

  /// A stretch of a file; bounds that lie outside are moved to its ends.
  package init(_ file: SourceFile, _ bytes: Range<Int>) {
    self.file = file
    self.bytes = bytes.clamped(to: 0..<file.bytes.count)
  }

  /// The path of the file.
  package var path: String { file.path }

  /// The line, counted from one.
  package var line: Int { file.lineIndex(of: bytes.lowerBound) + 1 }

  /// The column in characters, counted from one; a tab is one character.
  package var column: Int {
    let start = file.lineRange(line - 1).lowerBound
    return file.text(start..<bytes.lowerBound).count + 1
  }

  /// The length in characters, at least one, up to the end of the line.
  package var length: Int {
    let end = min(bytes.upperBound, file.lineRange(line - 1).upperBound)
    guard end > bytes.lowerBound else { return 1 }
    return max(1, file.text(bytes.lowerBound..<end).count)
  }

  /// The first byte of the stretch alone, as errors about a whole object point at its brace.
  package var opening: SourcePlace {
    SourcePlace(file, bytes.lowerBound..<min(bytes.lowerBound + 1, bytes.upperBound))
  }
}

extension SourcePlace: Hashable {
  /// The same stretch of a file of the same path.
  package static func == (left: SourcePlace, right: SourcePlace) -> Bool {
    left.bytes == right.bytes && left.path == right.path
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(bytes)
    hasher.combine(path)
  }
}

extension SourcePlace: CustomStringConvertible {
  /// The usual form of compilers: path, line, column.
  package var description: String { "\(path):\(line):\(column)" }
}
