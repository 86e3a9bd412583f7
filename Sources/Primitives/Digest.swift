/// A running fingerprint of 128 bits, used to compare two runs.
///
/// Two runs with equal digests did the same things in the same order, up to a chance of one in
/// 2^64 for a billion runs. It is a fingerprint against accidents, not against an adversary: one
/// wide multiplication a word keeps it cheap enough to be always on. The mixing step follows the
/// folded multiplication of wyhash, with a second lane so that a zero product loses nothing.
public struct Digest: Hashable, Sendable {
  /// The lane that multiplies.
  @usableFromInline var high: UInt64 = 0x9e37_79b9_7f4a_7c15
  /// The lane that remembers.
  @usableFromInline var low: UInt64 = 0xd1b5_4a32_d192_ed03

  /// The fingerprint of nothing.
  @inlinable
  public init() {}

  /// Takes in one word.
  @inlinable
  public mutating func combine(_ word: UInt64) {
    let product = (high ^ word).multipliedFullWidth(by: 0xa076_1d64_78bd_642f)
    low = (low ^ word) &* 0x9fb2_1c65_1e98_df25
    low ^= low >> 29
    high = (product.high ^ product.low) &+ low
  }

  /// Takes in a signed number.
  @inlinable
  public mutating func combine(_ number: Int64) {
    combine(UInt64(bitPattern: number))
  }

  /// Takes in a number.
  @inlinable
  public mutating func combine(_ number: Int) {
    combine(UInt64(bitPattern: Int64(number)))
  }

  /// Takes in a truth value.
  @inlinable
  public mutating func combine(_ truth: Bool) {
    combine(truth ? 1 as UInt64 : 2)
  }

  /// Takes in a text, its length first, eight bytes a word.
  public mutating func combine(_ text: String) {
    var copy = text
    copy.withUTF8 { combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  /// Takes in a text that stands in the code, as any other text.
  ///
  /// Where it is the first thing to be taken in, the compiler knows what comes of it.
  @inlinable
  @inline(__always)
  public mutating func combine(_ text: StaticString) {
    take(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Takes in bytes, their number first, eight to a word.
  @inlinable
  public mutating func combine(bytes: UnsafeRawBufferPointer) {
    take(bytes)
  }

  @inlinable
  @inline(__always)
  mutating func take(_ bytes: UnsafeRawBufferPointer) {
    combine(bytes.count)
    var offset = 0
    while offset + 8 <= bytes.count {
      combine(UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      offset += 8
    }
    guard offset < bytes.count else { return }
    combine(Digest.rest(of: bytes, from: offset))
  }

  /// The last bytes, less than eight, as one word; the first of them counts least.
  @inlinable
  @inline(__always)
  static func rest(of bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
    let count = bytes.count - start
    var position = start
    var rest: UInt64 = 0
    if count & 4 != 0 {
      let four = bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)
      rest = UInt64(UInt32(littleEndian: four))
      position += 4
    }
    if count & 2 != 0 {
      let two = bytes.loadUnaligned(fromByteOffset: position, as: UInt16.self)
      rest |= UInt64(UInt16(littleEndian: two)) << UInt64(8 * (position - start))
      position += 2
    }
    if count & 1 != 0 { rest |= UInt64(bytes[position]) << UInt64(8 * (position - start)) }
    return rest
  }

  /// Takes in another fingerprint so that the order among several taken in this way is lost.
  @inlinable
  public mutating func add(_ other: Digest) {
    let words = other.words
    high &+= words.high
    low &+= words.low
  }

  /// The fingerprint as two words; taking it changes nothing.
  @inlinable
  public var words: (high: UInt64, low: UInt64) {
    var copy = self
    copy.combine(0x2545_f491_4f6c_dd1d as UInt64)
    return (copy.high, copy.low)
  }
}

extension Digest: CustomStringConvertible {
  /// Thirty-two hexadecimal digits.
  public var description: String {
    func text(_ word: UInt64) -> String {
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return text(words.high) + text(words.low)
  }
}
