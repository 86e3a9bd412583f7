import Primitives

/// Which reminders there are, and when somebody has to look at them; without a clock or a lock.
struct ReminderBook {
  /// What is to be done.
  typealias Action = @Sendable () -> Void

  /// When the next look is due.
  private(set) var look = Instant.distantFuture
  /// What is to be done, each at a place of its own until it is taken back.
  private var slots: [Slot] = []
  private var free: [Int] = []
  /// The reminders by their instants, with some that are gone.
  private var order = InstantHeap<Mark>()

  /// A place for one reminder after the other.
  private struct Slot {
    /// How many reminders have stood here before.
    var round = 0
    var action: Action?
  }

  /// Where a reminder stands, and after how many others.
  private struct Mark {
    let place: Int
    let round: Int
  }

  /// How many reminders are kept in order, those that are gone included.
  var count: Int { order.count }

  /// Puts a reminder in; says where, and whether it is earlier than the next look.
  mutating func add(_ instant: Instant, _ action: @escaping Action) -> (place: Int, isFirst: Bool) {
    let place: Int
    if let last = free.popLast() {
      place = last
    } else {
      place = slots.count
      slots.append(Slot())
    }
    slots[place].action = action
    order.insert(Mark(place: place, round: slots[place].round), at: instant)
    guard instant < look else { return (place, false) }
    look = instant
    return (place, true)
  }

  /// Takes a reminder out, whether it was done or not, and gives what it was to do, if it was not.
  mutating func remove(_ place: Int) -> Action? {
    let action = slots[place].action
    slots[place].action = nil
    slots[place].round += 1
    free.append(place)
    if order.count > 2 * (slots.count - free.count) + 64 {
      order.keep { [slots] in ReminderBook.isThere($0, slots) }
    }
    return action
  }

  /// Takes out what is due, the earliest first; says when the next look is due, if ever.
  mutating func takeDue(until now: Instant) -> (actions: [Action], next: Instant?) {
    var actions: [Action] = []
    while let first = order.first {
      let isThere = ReminderBook.isThere(first.item, slots)
      guard first.instant <= now || !isThere else { break }
      _ = order.removeFirst()
      guard isThere, let action = slots[first.item.place].action else { continue }
      actions.append(action)
      slots[first.item.place].action = nil
    }
    look = order.first?.instant ?? .distantFuture
    return (actions, order.first?.instant)
  }

  private static func isThere(_ mark: Mark, _ slots: [Slot]) -> Bool {
    slots[mark.place].round == mark.round && slots[mark.place].action != nil
  }
}
