/// The operations of one part that have taken effect, in the form that a memo compares.
///
/// Operations with a known end and those without are counted apart: a known one is always taken
/// soon after its invocation, so that the set of them is an unbroken beginning and a short rest,
/// while an unknown one may be left out for ever.
struct EffectSet {
  /// For each operation its number among its kind; unknown ones as the complement.
  private let slots: [Int32]
  private let knownCount: Int
  private let unknownCount: Int
  private var known: BitSet
  private var unknown: BitSet
  /// The key of the set plus one more operation, reused to keep the search from allocating.
  private(set) var key: [UInt64] = []
  /// Where the unbroken beginning ends and the last member lies.
  private(set) var span = Span(base: 0, top: -1)

  init(isUnknown: [Bool]) {
    var counts = (known: Int32(0), unknown: Int32(0))
    slots = isUnknown.map { flag in
      if flag {
        counts.unknown += 1
        return ~(counts.unknown - 1)
      }
      counts.known += 1
      return counts.known - 1
    }
    knownCount = Int(counts.known)
    unknownCount = Int(counts.unknown)
    known = BitSet(capacity: knownCount)
    unknown = BitSet(capacity: unknownCount)
  }

  /// Adds an operation.
  mutating func insert(_ operation: Int32) {
    let slot = slots[Int(operation)]
    guard slot >= 0 else {
      unknown.insert(Int(~slot))
      return
    }
    known.insert(Int(slot))
    span.top = max(span.top, slot)
    while Int(span.base) < knownCount, known.contains(Int(span.base)) { span.base += 1 }
  }

  /// Whether an operation has taken effect.
  func contains(_ operation: Int32) -> Bool {
    let slot = slots[Int(operation)]
    return slot >= 0 ? known.contains(Int(slot)) : unknown.contains(Int(~slot))
  }

  /// Removes the operation added last, going back to the span before it.
  mutating func remove(_ operation: Int32, backTo span: Span) {
    let slot = slots[Int(operation)]
    if slot >= 0 { known.remove(Int(slot)) } else { unknown.remove(Int(~slot)) }
    self.span = span
  }

  /// Writes the set into `key`.
  mutating func writeKey() {
    key.removeAll(keepingCapacity: true)
    key.append(UInt64(span.base))
    var position = Int(span.base)
    while position <= Int(span.top) {
      key.append(known.window(from: position))
      position += 64
    }
    if unknownCount > 0 { key.append(contentsOf: unknown.words) }
  }

  /// Where the unbroken beginning ends and the last member lies.
  struct Span {
    var base: Int32
    var top: Int32
  }
}
