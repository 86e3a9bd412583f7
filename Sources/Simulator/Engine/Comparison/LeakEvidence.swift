import Primitives

/// What speaks for one class of leak or another, from the strongest evidence to the weakest.
struct LeakEvidence {
  let first: [ComparedEvent]
  let second: [ComparedEvent]
  let index: Int
  let circumstances: Circumstances
  let escapes: [Escape]

  /// The class that the evidence speaks for.
  var culprit: LeakClass {
    named ?? swapped ?? valued ?? circumstantial
  }

  /// A call that was seen outranks every guess.
  private var named: LeakClass? {
    guard let escape = escapes.first else { return nil }
    switch escape.kind {
    case .clock, .sleep: return .realClock
    case .entropy: return .entropy
    case .block, .thread, .foreignJob, .mainActor: return .foreignThread
    case .stall: return nil
    }
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
    if isWallClock(left.value), isWallClock(right.value), left.value != right.value {
      return .realClock
    }
    if isAddress(left.value), isAddress(right.value), left.value != right.value {
      return .address
    }
    if isRounding(left.value, right.value) { return .floatRounding }
    return nil
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
    return .unknown
  }
}
