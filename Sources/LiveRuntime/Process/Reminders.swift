import Primitives
import Synchronization

/// What a process wants to be told at instants, most of which it no longer wants when they come.
///
/// What is taken back is gone at once, so that a call that was answered leaves nothing behind. The
/// loop hears only of the earliest instant that there is, and of the next one when it looks.
final class Reminders: Sendable {
  /// What is kept of a reminder by whoever asked for it, and given back once.
  struct Ticket: Sendable {
    fileprivate let place: Int
  }

  private let loop: EventLoop
  private let state = Mutex(State())

  /// Reminders that a loop keeps in mind.
  init(on loop: EventLoop) {
    self.loop = loop
  }

  /// Has something done at an instant, or a little later, on the loop's thread.
  ///
  /// - Returns: what must be given to `remove`, whether it was done or not.
  func add(at instant: Instant, _ action: @escaping @Sendable () -> Void) -> Ticket {
    let (place, isFirst) = state.withLock { $0.add(instant, action) }
    if isFirst { look(at: instant) }
    return Ticket(place: place)
  }

  /// Takes a reminder back; nothing happens any more unless it is happening already.
  func remove(_ ticket: Ticket) {
    // What was kept is let go outside of the lock.
    _ = state.withLock { $0.remove(ticket.place) }
  }

  private func look(at instant: Instant) {
    loop.remind(at: instant) { [weak self] in self?.tell(instant) }
  }

  private func tell(_ instant: Instant) {
    let (due, next) = state.withLock { state -> (actions: [State.Action], next: Instant?) in
      // An earlier look was asked for since; it has taken over.
      guard state.look == instant else { return ([], nil) }
      return state.takeDue(until: LiveClock.now)
    }
    for action in due { action() }
    if let next { look(at: next) }
  }
}

/// What reminders there are.
private struct State {
  /// What is to be done.
  typealias Action = @Sendable () -> Void

  /// When the loop looks.
  var look = Instant.distantFuture
  /// What is to be done, each at a place of its own until it is taken back.
  private var slots: [Slot] = []
  private var free: [Int] = []
  /// The places by their instants, the earliest first: a binary heap, with some that are gone.
  private var heap: [Entry] = []

  /// A place for one reminder after the other.
  private struct Slot {
    /// How many reminders have stood here before.
    var round = 0
    var action: Action?
  }

  /// A reminder as the heap knows it.
  private struct Entry {
    let instant: Instant
    let place: Int
    let round: Int
  }

  /// Puts a reminder in; says whether it is earlier than what the loop knows of.
  mutating func add(_ instant: Instant, _ action: @escaping Action) -> (place: Int, isFirst: Bool) {
    let place: Int
    if let last = free.popLast() {
      place = last
    } else {
      place = slots.count
      slots.append(Slot())
    }
    slots[place].action = action
    push(Entry(instant: instant, place: place, round: slots[place].round))
    guard instant < look else { return (place, false) }
    look = instant
    return (place, true)
  }

  /// Takes a reminder out and gives what it was to do.
  mutating func remove(_ place: Int) -> Action? {
    let action = slots[place].action
    slots[place].action = nil
    slots[place].round += 1
    free.append(place)
    if heap.count > 2 * (slots.count - free.count) + 64 { tidy() }
    return action
  }

  /// Takes out what is due, the earliest first; says when the loop is to look again, if ever.
  mutating func takeDue(until now: Instant) -> (actions: [Action], next: Instant?) {
    var actions: [Action] = []
    while let first = heap.first, first.instant <= now || !isThere(first) {
      pop()
      guard isThere(first), let action = slots[first.place].action else { continue }
      actions.append(action)
      slots[first.place].action = nil
    }
    look = heap.first?.instant ?? .distantFuture
    return (actions, heap.first?.instant)
  }

  private func isThere(_ entry: Entry) -> Bool {
    slots[entry.place].round == entry.round && slots[entry.place].action != nil
  }

  /// Leaves out what is gone.
  private mutating func tidy() {
    let there = heap.filter(isThere)
    heap.removeAll(keepingCapacity: true)
    for entry in there { push(entry) }
  }

  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var index = heap.count - 1
    while index > 0, heap[index].instant < heap[(index - 1) / 2].instant {
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
      where child < heap.count && heap[child].instant < heap[least].instant { least = child }
      guard least != index else { return }
      heap.swapAt(index, least)
      index = least
    }
  }
}
