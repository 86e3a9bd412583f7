import Primitives

/// What a task is, in words that stay the same when unrelated code is added.
///
/// The third worker that the second life of `orders-1` started is that in every run, whatever
/// other tasks there are; an address or a running number would not be.
package struct TaskPath: Hashable, Sendable {
  /// The place that the task runs at.
  package let place: String
  /// How many lives of that place there were before.
  package let incarnation: Int
  /// What the task does.
  package let label: String
  /// How many tasks of that label that life had started before.
  package let occurrence: Int

  /// The path as one word, equal in every process.
  package var word: UInt64 {
    TaskPath.word(of: label, occurrence, in: TaskPath.digest(of: place, incarnation))
  }

  /// What the words of all tasks of one life of a place begin with.
  static func digest(of place: String, _ incarnation: Int) -> Digest {
    var digest = Digest()
    digest.combine(place)
    digest.combine(incarnation)
    return digest
  }

  /// The word of one of those tasks.
  static func word(of label: String, _ occurrence: Int, in life: Digest) -> UInt64 {
    var digest = life
    digest.combine(label)
    digest.combine(occurrence)
    return digest.words.high
  }
}

extension TaskPath: CustomStringConvertible {
  /// `orders-1/2 worker 3`, counted from one.
  package var description: String {
    "\(place)/\(incarnation + 1) \(label) \(occurrence + 1)"
  }
}
