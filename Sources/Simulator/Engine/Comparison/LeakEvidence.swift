import Primitives

/// What speaks for one class of leak or another, from the strongest evidence to the weakest.
struct LeakEvidence {
  let first: [ComparedEvent]
  let second: [ComparedEvent]
  let index: Int
  let circumstances: Circumstances
  let escapes: [Escape.Kind]

  /// The class that the evidence speaks for.
  var culprit: LeakClass {
    named ?? swapped ?? valued ?? circumstantial
  }

  /// A call that was seen outranks every guess.
  private var named: LeakClass? {
    escapes.first.flatMap { LeakClass($0) }
  }

  // MARK: Order

  /// The same events of one instant in another order.
  private var swapped: LeakClass? {
    guard index < first.count, index < second.count, !first[index].isSame(as: second[index]),
      first[index].instant == second[index].instant
    else { return nil }
    let left = first[index...].prefix { $0.instant == first[index].instant }
    let right = second[index...].prefix { $0.instant == first[index].instant }
    guard left.count > 1, contents(left) == contents(right) else { return nil }
    let tasks = Set(left.map { "\($0.place)/\($0.task)" })
    // One task that does the same things in another order went through a table; several tasks
    // that take turns otherwise were due at once.
    if tasks.count > 1 { return .equalTimers }
    return circumstances.contains(.hashSeed) ? .hashOrder : .address
  }

  private func contents(_ events: ArraySlice<ComparedEvent>) -> [String] {
    events.map { "\($0.place) \($0.task) \($0.kind) \($0.peer) \($0.value) \($0.text)" }.sorted()
  }

  // MARK: Values

  private var valued: LeakClass? {
    guard index < first.count, index < second.count else { return nil }
    let left = first[index]
    let right = second[index]
    if left.value != right.value, let found = judged(left.value, right.value) { return found }
    let words = (NumberWord.all(in: left.text), NumberWord.all(in: right.text))
    guard words.0.count == words.1.count else { return nil }
    for (one, other) in zip(words.0, words.1) where one != other {
      if let number = one.number, let another = other.number,
        let found = judged(number, another)
      {
        return found
      }
      if one.isRounding(of: other) { return .floatRounding }
    }
    return nil
  }

  private func judged(_ left: UInt64, _ right: UInt64) -> LeakClass? {
    if isWallClock(left), isWallClock(right) { return .realClock }
    if isAddress(left), isAddress(right) { return .address }
    return isRounding(left, right) ? .floatRounding : nil
  }

  /// Nanoseconds, microseconds, milliseconds or seconds since 1970, between 2020 and 2050.
  private func isWallClock(_ value: UInt64) -> Bool {
    [1, 1000, 1_000_000, 1_000_000_000].contains { unit in
      (1_577_836_800_000_000_000 / unit...2_524_608_000_000_000_000 / unit).contains(value)
    }
  }

  /// Where a 64-bit process keeps its heap: aligned, and in the middle of the address space.
  private func isAddress(_ value: UInt64) -> Bool {
    value & 7 == 0 && (0x5500_0000_0000...0x7fff_ffff_ffff).contains(value)
  }

  /// Bit patterns of two numbers that agree in all but the last few bits of their fraction.
  private func isRounding(_ left: UInt64, _ right: UInt64) -> Bool {
    let exponent = left >> 52 & 0x7ff
    guard left != right, left >> 52 == right >> 52, exponent > 0x300, exponent < 0x500 else {
      return false
    }
    return left ^ right < 1 << 12
  }

  // MARK: Circumstances

  /// What is left when the events themselves say nothing: whatever was different about the runs.
  private var circumstantial: LeakClass {
    if circumstances == .earlierRuns { return .staticState }
    if circumstances.contains(.hashSeed) && !circumstances.contains(.environment) {
      return .hashOrder
    }
    if circumstances.contains(.environment) { return .environment }
    if circumstances.contains(.earlierRuns) { return .staticState }
    if circumstances.contains(.build) { return .floatRounding }
    // Two processes that nothing else tells apart differ in where their memory lies.
    return circumstances == .process ? .address : .unknown
  }
}

/// A number within a text, as it stands there.
private struct NumberWord: Hashable {
  let text: Substring

  /// The numbers of a text, in order.
  static func all(in text: String) -> [NumberWord] {
    text.split { !($0.isNumber || $0 == "." || $0 == "-" || $0.isLetter) }
      .filter { $0.contains(where: \.isNumber) }.map { NumberWord(text: $0) }
  }

  /// The whole number that it is, decimal or hexadecimal; of a fraction what is before the point.
  var number: UInt64? {
    text.hasPrefix("0x")
      ? UInt64(text.dropFirst(2), radix: 16) : UInt64(text.prefix { $0 != "." })
  }

  /// Whether both are fractions that agree in their first digits and differ in the last ones.
  func isRounding(of other: NumberWord) -> Bool {
    guard text.contains("."), other.text.contains(".") else { return false }
    // 1.0 and 0.99999999999999 agree in no digit, yet a unit of the last one apart they are equal.
    let shared = zip(text, other.text).prefix { $0 == $1 }.count
    return shared >= 10 || isLong && other.isShort || other.isLong && isShort
  }

  private var digits: Int { text.count { $0.isNumber } }
  private var isLong: Bool { digits >= 15 }
  private var isShort: Bool { digits <= 4 }
}
