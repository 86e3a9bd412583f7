import Primitives

/// One independent stream of draws for each purpose at each place.
///
/// A stream's key is derived from the seed and from *names*, never from the order in which
/// streams are asked for: adding a host, a draw or a log line leaves every other draw as it was.
public struct RandomStreams: Sendable {
  /// The seed of the run.
  public let seed: Seed

  /// The streams of a seed.
  public init(_ seed: Seed) {
    self.seed = seed
  }

  /// The stream for a purpose at a place, such as `latency` at `orders-1>inventory-1`.
  ///
  /// The occurrence tells apart several lives of one place: a process after its first restart
  /// draws other numbers than before it.
  public func stream(
    _ subsystem: Subsystem, at place: StreamKey, purpose: StreamKey, occurrence: UInt64 = 0
  ) -> RandomStream {
    var digest = Digest()
    digest.combine(seed.value)
    digest.combine(UInt64(subsystem.rawValue))
    digest.combine(place.word)
    digest.combine(purpose.word)
    digest.combine(occurrence)
    let words = digest.words
    return RandomStream(key: words.high, fold: words.low)
  }

  /// The part of the world that draws.
  public enum Subsystem: UInt8, Sendable {
    case scheduler = 1
    case network = 2
    case disk = 3
    case clock = 4
    case process = 5
    case service = 6
    case workload = 7
    case fault = 8
    case broker = 9
    case exploration = 10
  }
}

/// A name reduced to one word, so that deriving a stream compares no texts.
public struct StreamKey: Hashable, Sendable {
  /// The reduced name.
  public let word: UInt64

  /// The key of a name; equal names give equal keys in every process.
  public init(_ name: String) {
    var digest = Digest()
    digest.combine(name)
    word = digest.words.high
  }

  /// The key of two keys in order, for a place that has two ends.
  public init(_ first: StreamKey, _ second: StreamKey) {
    var digest = Digest()
    digest.combine(first.word)
    digest.combine(second.word)
    word = digest.words.low
  }
}

extension StreamKey: ExpressibleByStringLiteral {
  public init(stringLiteral name: String) {
    self.init(name)
  }
}
