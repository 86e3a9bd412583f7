/// Where words stand in a list that only grows.
///
/// A short list is looked through; from some length on it is hashed as well.
struct WordIndex {
  private static let few = 32
  private var words: [UInt64] = []
  /// Only looked up, never iterated.
  private var positions: [UInt64: Int] = [:]

  /// An empty list, with room for the words of a small world.
  init() {
    words.reserveCapacity(8)
  }

  /// Adds a word at the end.
  mutating func append(_ word: UInt64) {
    if words.count == WordIndex.few {
      for (position, word) in words.enumerated().reversed() { positions[word] = position }
    }
    if words.count >= WordIndex.few, positions[word] == nil { positions[word] = words.count }
    words.append(word)
  }

  /// The first position of a word.
  func first(_ word: UInt64) -> Int? {
    words.count > WordIndex.few ? positions[word] : words.firstIndex(of: word)
  }
}
