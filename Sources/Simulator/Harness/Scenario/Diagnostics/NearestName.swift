/// Finds the name that was probably meant.
package enum NearestName {
  /// The nearest of several names by edits, when it is near enough to be a slip of the hand.
  ///
  /// A third of the letters may differ; capitals and the marks between words count for nothing.
  /// Names longer than 64 characters are not compared.
  package static func find(_ name: String, among names: some Sequence<String>) -> String? {
    guard name.utf8.count <= 64, !name.isEmpty else { return nil }
    let typed = letters(name)
    var best: (name: String, distance: Int)?
    for candidate in names where candidate.utf8.count <= 64 {
      let letters = letters(candidate)
      let allowed = max(1, max(typed.count, letters.count) / 3)
      guard abs(typed.count - letters.count) <= allowed else { continue }
      let distance = distance(typed, letters)
      if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  private static func letters(_ name: String) -> [Character] {
    name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != " " }
  }

  /// The least number of insertions, deletions, replacements and swaps of neighbours.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var before: [Int] = []
    var previous = Array(0...right.count)
    for i in left.indices {
      var current = [i + 1]
      for j in right.indices {
        let replaced = previous[j] + (left[i] == right[j] ? 0 : 1)
        var least = min(replaced, previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          least = min(least, before[j - 1] + 1)
        }
        current.append(least)
      }
      before = previous
      previous = current
    }
    return previous[right.count]
  }
}
