/// Where two sequences part, and what only one of them has.
package struct SequenceDifference: Hashable, Sendable {
  /// The first position at which they are not the same; nothing when they are the same.
  package let parting: Int?
  /// The positions in the first one of what it has more often than the second.
  package let onlyFirst: [Int]
  /// The positions in the second one of what it has more often than the first.
  package let onlySecond: [Int]

  /// The difference of two sequences of things that are told by their names.
  package init(_ first: [String], _ second: [String]) {
    let common = min(first.count, second.count)
    parting =
      (0..<common).first { first[$0] != second[$0] }
      ?? (first.count == second.count ? nil : common)
    onlyFirst = SequenceDifference.surplus(of: first, over: second)
    onlySecond = SequenceDifference.surplus(of: second, over: first)
  }

  /// What one sequence has more often than another; the first ones of a name count as common.
  private static func surplus(of names: [String], over others: [String]) -> [Int] {
    var counts: [String: Int] = [:]
    for name in others { counts[name, default: 0] += 1 }
    return names.indices.filter { index in
      let left = counts[names[index], default: 0]
      counts[names[index]] = max(left - 1, 0)
      return left == 0
    }
  }
}
