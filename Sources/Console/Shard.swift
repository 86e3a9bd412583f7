/// One machine's part of work that several machines share.
///
/// Dealing seeds out like cards means that stopping early still samples all of them evenly, and
/// that all shards together run the same seeds however many there are.
package struct Shard: Sendable, Equatable {
  /// Which part, from one on.
  package let index: Int
  /// How many parts there are.
  package let count: Int

  /// A part of so many.
  ///
  /// - Precondition: the index lies between one and the count.
  package init(_ index: Int, of count: Int) {
    precondition((1...max(count, 1)).contains(index), "there is no shard \(index) of \(count)")
    self.index = index
    self.count = count
  }

  /// Whether the seed at a position of the list, from zero on, is this part's.
  package func contains(position: Int) -> Bool {
    position % count + 1 == index
  }
}

extension Shard: CustomStringConvertible {
  package var description: String { "\(index)/\(count)" }
}

/// What a command line says of shards.
package enum ShardChoice: Sendable, Equatable {
  /// This part.
  case stated(Shard)
  /// The part that the machine's environment names.
  case automatic
}

extension ValueReader where Value == ShardChoice {
  /// A part as `3/8`, or `auto` to find it in the environment.
  package static var shard: Self {
    Self("I/N") { text throws(InvalidValue) in
      if text == "auto" { return .automatic }
      let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
      guard numbers.count == 2, let index = numbers[0], let count = numbers[1] else {
        throw InvalidValue("is no shard; write for example 3/8, or auto")
      }
      guard count >= 1, (1...count).contains(index) else {
        throw InvalidValue("is no shard; the first number goes from 1 to the second")
      }
      return .stated(Shard(index, of: count))
    }
  }
}
