/// Finds the word a person most likely meant.
package enum Suggestion {
  /// The candidate nearest to a word, or nothing if none is near.
  ///
  /// Near is a third of the word's letters mistyped, left out, added or swapped with their
  /// neighbour, or a candidate of which the word is the beginning. Of two candidates that are
  /// equally near the earlier wins.
  package static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let letters = Array(word.lowercased())
    var best: (candidate: String, distance: Int)?
    for candidate in candidates where candidate != word {
      let other = Array(candidate.lowercased())
      let continues = letters.count >= 2 && other.starts(with: letters)
      let distance = continues ? 1 : editDistance(letters, other)
      guard distance <= max(1, letters.count / 3), distance < other.count else { continue }
      if let known = best, known.distance <= distance { continue }
      best = (candidate, distance)
    }
    return best?.candidate
  }

  /// The number of letters to change, add, remove or swap to turn one word into the other.
  static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let change = last[column] + (left[row] == right[column] ? 0 : 1)
        var distance = min(change, last[column + 1] + 1, current[column] + 1)
        let swapped =
          row > 0 && column > 0 && left[row] == right[column - 1]
          && left[row - 1] == right[column]
        if swapped { distance = min(distance, beforeLast[column - 1] + 1) }
        current.append(distance)
      }
      beforeLast = last
      last = current
    }
    return last[right.count]
  }
}
