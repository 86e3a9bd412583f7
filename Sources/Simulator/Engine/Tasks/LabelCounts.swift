/// How often each of some labels has occurred.
///
/// Most processes start tasks of a handful of labels: looking through those costs less than
/// hashing one. Where they are many, the rest is hashed.
struct LabelCounts {
  private static let few = 8
  private var labels: [String] = []
  private var counts: [Int] = []
  /// Only looked up, never iterated.
  private var others: [String: Int] = [:]

  /// How often a label occurred before; counts one more.
  mutating func count(_ label: String) -> Int {
    for index in labels.indices where labels[index] == label {
      counts[index] += 1
      return counts[index] - 1
    }
    if labels.count < LabelCounts.few {
      labels.append(label)
      counts.append(1)
      return 0
    }
    let count = others[label, default: 0]
    others[label] = count + 1
    return count
  }

  /// Forgets all labels.
  mutating func removeAll() {
    labels.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    if !others.isEmpty { others = [:] }
  }
}
