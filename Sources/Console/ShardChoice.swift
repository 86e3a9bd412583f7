package import Exploration

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
