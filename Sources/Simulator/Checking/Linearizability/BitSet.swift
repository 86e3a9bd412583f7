/// A set of small numbers, sixty-four to a word.
@usableFromInline
package struct BitSet: Hashable, Sendable {
  /// The words, lowest numbers first.
  @usableFromInline var words: [UInt64]

  /// An empty set with room for the numbers below a capacity.
  @inlinable
  package init(capacity: Int) {
    words = [UInt64](repeating: 0, count: (capacity + 63) / 64)
  }

  /// Whether a number is a member.
  @inlinable
  package func contains(_ number: Int) -> Bool {
    words[number >> 6] & (1 << UInt64(number & 63)) != 0
  }

  /// Adds a number.
  @inlinable
  package mutating func insert(_ number: Int) {
    words[number >> 6] |= 1 << UInt64(number & 63)
  }

  /// Removes a number.
  package mutating func remove(_ number: Int) {
    words[number >> 6] &= ~(1 << UInt64(number & 63))
  }

  /// Adds the members of a set of the same capacity.
  package mutating func formUnion(_ other: BitSet) {
    precondition(
      words.count == other.words.count,
      "sets of one capacity are united: \(words.count) words against \(other.words.count)")
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// Removes the sixty-four numbers of one word.
  mutating func clear(word: Int) { words[word] = 0 }

  /// Sixty-four members from a number on, the first in the lowest bit; beyond the end nothing.
  func window(from number: Int) -> UInt64 {
    let (word, shift) = (number >> 6, UInt64(number & 63))
    guard word < words.count else { return 0 }
    let low = words[word] >> shift
    guard shift > 0, word + 1 < words.count else { return low }
    return low | words[word + 1] << (64 - shift)
  }
}
