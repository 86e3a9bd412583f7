/// One machine's part of work that several machines share.
///
/// Dealing seeds out like cards means that stopping early still samples all of them evenly, and
/// that all shards together run the same seeds however many there are.
package struct Shard: Sendable, Hashable {
  /// Which part, from one on.
  package let index: Int
  /// How many parts there are.
  package let count: Int

  /// All of the work.
  package static let whole = Shard(1, of: 1)

  /// A part of so many.
  ///
  /// - Precondition: the index lies between one and the count.
  package init(_ index: Int, of count: Int) {
    precondition((1...max(count, 1)).contains(index), "there is no shard \(index) of \(count)")
    self.index = index
    self.count = count
  }

  /// The part that a text such as `3/8` names; nothing when it names none.
  package init?(_ text: some StringProtocol) {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let index = numbers[0], let count = numbers[1], count >= 1,
      (1...count).contains(index)
    else { return nil }
    self.init(index, of: count)
  }

  /// Whether the seed at a position of the list, from zero on, is this part's.
  package func contains(position: Int) -> Bool {
    position % count + 1 == index
  }
}

extension Shard: CustomStringConvertible {
  package var description: String { "\(index)/\(count)" }
}
