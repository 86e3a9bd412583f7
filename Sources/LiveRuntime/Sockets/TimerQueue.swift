import Primitives

/// What is to be done at instants, in groups of a millisecond; a binary heap of the groups.
///
/// Most of what is put in is a limit of time that nobody reaches, many thousands of them for the
/// same few seconds. A group of them comes and goes at once.
struct TimerQueue {
  /// A group's place in time: milliseconds, rounded up, so that nothing is early.
  private typealias Tick = Int64

  private var heap: [Tick] = []
  private var groups: [Tick: [() -> Void]] = [:]

  /// When the next group is due.
  var first: Instant {
    heap.first.map { Instant(nanoseconds: $0 * 1_000_000) } ?? .distantFuture
  }

  /// Puts in what is to be done at an instant, or up to a millisecond later.
  mutating func insert(_ instant: Instant, _ action: @escaping () -> Void) {
    let tick = instant.nanoseconds / 1_000_000 + (instant.nanoseconds % 1_000_000 > 0 ? 1 : 0)
    if groups[tick, default: []].isEmpty { push(tick) }
    groups[tick, default: []].append(action)
  }

  /// Takes out what is due, earlier groups first, each in the order in which it was put in.
  mutating func take(until now: Instant) -> [() -> Void] {
    var due: [() -> Void] = []
    while let tick = heap.first, tick * 1_000_000 <= now.nanoseconds {
      pop()
      due += groups.removeValue(forKey: tick) ?? []
    }
    return due
  }

  private mutating func push(_ tick: Tick) {
    heap.append(tick)
    var index = heap.count - 1
    while index > 0, heap[index] < heap[(index - 1) / 2] {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func pop() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var index = 0
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && heap[child] < heap[least] { least = child }
      guard least != index else { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}
