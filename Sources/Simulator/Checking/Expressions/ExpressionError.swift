/// What is wrong with an expression, and where.
package struct ExpressionError: Error, Hashable, Sendable {
  /// The beginning of the part that is wrong, in UTF-8 bytes from the beginning of the expression.
  package let offset: Int
  /// The length of that part in bytes; zero at the end of the expression.
  package let length: Int
  /// What is wrong, in a sentence without a full stop.
  package let message: String
  /// What to write instead, where something comes to mind.
  package let suggestion: String?

  init(_ span: Range<Int>, _ message: String, suggestion: String? = nil) {
    offset = span.lowerBound
    length = span.count
    self.message = message
    self.suggestion = suggestion
  }
}

extension ExpressionError: CustomStringConvertible {
  /// The value as a person reads it.
  package var description: String {
    let hint = suggestion.map { "; did you mean '\($0)'?" } ?? ""
    return "at \(offset): \(message)\(hint)"
  }
}

/// Finds the word that was probably meant.
enum Spelling {
  /// The candidate with the fewest typing errors, at most a third of its length, the first of equals.
  static func nearest(to word: String, among candidates: [String]) -> String? {
    var best: (word: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(Array(word.utf8), Array(candidate.utf8))
      let isNear = distance * 3 <= max(candidate.utf8.count, 3)
      if isNear, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
  }

  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var row = Array(0...right.count)
    for (position, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = position + 1
      for column in right.indices {
        let replaced = diagonal + (letter == right[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}
