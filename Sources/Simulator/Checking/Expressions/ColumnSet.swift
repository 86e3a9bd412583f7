/// Some fields of a list's elements, by their places among all of them, and whether they are there.
struct ColumnSet: Hashable, Sendable {
  private var bits: UInt64 = 0

  /// No fields.
  init() {}

  /// Whether an element is there at all, which decides something for everybody.
  static var presence: ColumnSet {
    var set = ColumnSet()
    set.bits = 1 << 63
    return set
  }

  /// Every field there is, and presence.
  static var all: ColumnSet {
    var set = ColumnSet()
    set.bits = .max
    return set
  }

  /// Adds a field; those beyond the sixty-second are taken for one.
  mutating func insert(_ position: Int) { bits |= 1 << UInt64(min(position, 62)) }

  /// Whether two sets have a field in common.
  func intersects(_ other: ColumnSet) -> Bool { bits & other.bits != 0 }

  /// Whether there is none.
  var isEmpty: Bool { bits == 0 }
}
