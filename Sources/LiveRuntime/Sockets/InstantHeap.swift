import Primitives

/// What there is to do at instants, the earliest first; a binary heap.
struct InstantHeap<Item> {
  /// An item and its instant.
  typealias Entry = (instant: Instant, item: Item)

  private var entries: [Entry] = []

  /// How many items there are.
  var count: Int { entries.count }

  /// The earliest item; any of them where several are due at once.
  var first: Entry? { entries.first }

  /// Puts an item in.
  mutating func insert(_ item: Item, at instant: Instant) {
    entries.append((instant, item))
    var index = entries.count - 1
    while index > 0, entries[index].instant < entries[(index - 1) / 2].instant {
      entries.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Takes out the earliest item.
  ///
  /// - Precondition: there is one.
  mutating func removeFirst() -> Item {
    precondition(!entries.isEmpty, "the earliest of 0 items was asked for, at least 1 is expected")
    entries.swapAt(0, entries.count - 1)
    let last = entries.removeLast()
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < entries.count && entries[child].instant < entries[least].instant {
        least = child
      }
      guard least != index else { return last.item }
      entries.swapAt(index, least)
      index = least
    }
  }

  /// Takes out what is due at an instant, the earliest first.
  mutating func take(until now: Instant) -> [Item] {
    var due: [Item] = []
    while let first, first.instant <= now { due.append(removeFirst()) }
    return due
  }

  /// Leaves in only what is still wanted.
  mutating func keep(where isWanted: (Item) -> Bool) {
    let kept = entries.filter { isWanted($0.item) }
    entries.removeAll(keepingCapacity: true)
    for (instant, item) in kept { insert(item, at: instant) }
  }
}
