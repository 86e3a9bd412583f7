/// A seeded sequence of draws, addressed by position.
///
/// Draw number `n` is a function of the stream's key and `n` alone, so a stream needs no warm-up,
/// can be copied, and can be read at any position. The standard library's generators and its
/// bounded draws are not used because they may change between versions. The mixing function is
/// the finalizer of SplitMix64 with a second, keyed fold.
public struct RandomStream: Sendable {
  @usableFromInline let key: UInt64
  @usableFromInline let fold: UInt64
  /// The number of words drawn so far.
  @usableFromInline var position: UInt64 = 0

  /// A stream of its own for each pair of key words.
  @inlinable
  public init(key: UInt64, fold: UInt64) {
    self.key = key
    self.fold = fold | 1
  }

  /// The word at a position, whatever was drawn before.
  @inlinable @inline(__always)
  public func word(at position: UInt64) -> UInt64 {
    var z = key &+ position &* 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    let product = (z ^ (z >> 31)).multipliedFullWidth(by: fold)
    return product.high ^ product.low
  }

  /// A stream of its own for everything that a word stands for.
  public func branch(_ word: UInt64) -> RandomStream {
    RandomStream(key: self.word(at: word), fold: self.word(at: ~word))
  }

  /// Draws the next word.
  @inlinable @inline(__always)
  public mutating func next() -> UInt64 {
    defer { position &+= 1 }
    return word(at: position)
  }

  /// Draws a number below a bound, each equally likely.
  ///
  /// Multiplies and rejects (Lemire), so a draw costs one multiplication almost always.
  ///
  /// - Precondition: the bound is positive.
  @inlinable @inline(__always)
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a draw needs a positive bound, got \(bound)")
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return product.high
  }

  /// Draws a number between two bounds, both included.
  ///
  /// - Precondition: the lower bound does not exceed the upper one.
  @inlinable
  public mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
    let width = UInt64(bitPattern: range.upperBound &- range.lowerBound)
    if width == .max { return Int64(bitPattern: next()) }
    return range.lowerBound &+ Int64(bitPattern: below(width &+ 1))
  }

  /// Draws whether something of the given probability happens.
  ///
  /// Takes one draw whatever the outcome, even for a certain one.
  @inlinable
  public mutating func happens(_ numerator: UInt64, in denominator: UInt64) -> Bool {
    below(denominator) < numerator
  }

  /// Puts a collection into random order (Fisher and Yates, from the end).
  @inlinable
  public mutating func shuffle<Items: MutableCollection & RandomAccessCollection>(
    _ items: inout Items
  ) {
    var count = items.count
    while count > 1 {
      let chosen = Int(below(UInt64(count)))
      count -= 1
      let last = items.index(items.startIndex, offsetBy: count)
      items.swapAt(items.index(items.startIndex, offsetBy: chosen), last)
    }
  }

  /// Draws one element, nothing from an empty collection.
  public mutating func pick<Items: RandomAccessCollection>(_ items: Items) -> Items.Element? {
    guard !items.isEmpty else { return nil }
    return items[items.index(items.startIndex, offsetBy: Int(below(UInt64(items.count))))]
  }
}
