import Primitives

/// A dictionary of bounded size that forgets what was used longest ago.
///
/// When it is full it forgets a quarter at once, so that keeping the bound costs little for each
/// entry. Which entries go depends on the order of uses alone.
struct BoundedTable<Key: Hashable, Content> {
  private let capacity: Int
  private var slots = OrderedDictionary<Key, Slot>()
  private var uses: UInt64 = 0

  init(capacity: Int) {
    precondition(capacity > 0, "a table needs room for an entry, got \(capacity)")
    self.capacity = capacity
  }

  var count: Int { slots.count }

  /// The content of a key; reading counts as a use.
  mutating func read(_ key: Key) -> Content? {
    guard let slot = slots[key] else { return nil }
    uses += 1
    slots[key]?.lastUse = uses
    return slot.content
  }

  mutating func store(_ content: Content, for key: Key) {
    if slots[key] == nil, slots.count >= capacity { forgetOldest() }
    uses += 1
    slots[key] = Slot(content: content, lastUse: uses)
  }

  mutating func remove(_ key: Key) {
    slots.removeValue(forKey: key)
  }

  private mutating func forgetOldest() {
    let kept = capacity - max(capacity / 4, 1)
    let newest = slots.sorted { $0.value.lastUse < $1.value.lastUse }.suffix(kept)
    slots = OrderedDictionary(uniqueKeysWithValues: newest.map { ($0.key, $0.value) })
  }

  /// A content and when it was last used, counted in uses.
  private struct Slot {
    var content: Content
    var lastUse: UInt64
  }
}
