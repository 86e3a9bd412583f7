/// Pending events by instant, then priority, then arrival.
///
/// A 4-ary implicit heap in unmanaged memory. Taking the first event leaves a hole at the root
/// that the next insertion fills on its way down, because most events schedule a successor: one
/// sift instead of two. Four children fit in one and a half cache lines, and the least of them is
/// found without branches.
@usableFromInline
package struct EventQueue {
  @usableFromInline var events: UnsafeMutablePointer<Event>
  @usableFromInline var capacity: Int
  /// How many places are in use, the hole included.
  @usableFromInline var used = 0
  @usableFromInline var hasHole = false

  /// An empty queue with room for so many events before it has to grow.
  package init(capacity: Int = 256) {
    self.capacity = max(capacity, 16)
    events = .allocate(capacity: self.capacity)
  }

  /// Gives back the memory; the queue must not be used afterwards.
  package func deallocate() {
    events.deallocate()
  }

  /// How many events are pending.
  @inlinable
  package var count: Int { hasHole ? used &- 1 : used }

  @inlinable
  mutating func push(_ event: Event) {
    if hasHole {
      hasHole = false
      siftDown(event, from: 0)
      return
    }
    if used == capacity { grow() }
    var position = used
    used &+= 1
    while position > 0 {
      let parent = (position &- 1) >> 2
      if !Event.precedes(event, events[parent]) { break }
      events[position] = events[parent]
      position = parent
    }
    events[position] = event
  }

  /// Takes the first event; nothing when the queue is empty.
  @inlinable
  mutating func pop() -> Event? {
    if hasHole { fillHole() }
    guard used > 0 else { return nil }
    hasHole = true
    return events[0]
  }

  /// The instant of the first event in nanoseconds; nothing when the queue is empty.
  package mutating func firstTime() -> UInt64? {
    if hasHole { fillHole() }
    return used > 0 ? events[0].time : nil
  }

  @inlinable
  mutating func fillHole() {
    hasHole = false
    used &-= 1
    if used > 0 { siftDown(events[used], from: 0) }
  }

  /// Places an event at a hole whose children are in order.
  ///
  /// Memory and count are read once: the compiler cannot know that moving events leaves them as
  /// they are.
  @inlinable
  mutating func siftDown(_ event: Event, from start: Int) {
    let events = events
    let used = used
    var position = start
    while true {
      let first = 4 &* position &+ 1
      if first &+ 3 >= used { break }
      let left = Event.precedes(events[first &+ 1], events[first]) ? first &+ 1 : first
      let right = Event.precedes(events[first &+ 3], events[first &+ 2]) ? first &+ 3 : first &+ 2
      let least = Event.precedes(events[right], events[left]) ? right : left
      if !Event.precedes(events[least], event) {
        events[position] = event
        return
      }
      events[position] = events[least]
      position = least
    }
    let first = 4 &* position &+ 1
    if first < used {
      var least = first
      var child = first &+ 1
      while child < used {
        least = Event.precedes(events[child], events[least]) ? child : least
        child &+= 1
      }
      if Event.precedes(events[least], event) {
        events[position] = events[least]
        position = least
      }
    }
    events[position] = event
  }

  /// Removes the events that are no longer wanted; the order of the others stays.
  mutating func removeAll(where isUnwanted: (Event) -> Bool) {
    if hasHole { fillHole() }
    var kept = 0
    for position in 0..<used where !isUnwanted(events[position]) {
      events[kept] = events[position]
      kept += 1
    }
    used = kept
    guard used > 1 else { return }
    for position in (0...((used - 2) >> 2)).reversed() {
      siftDown(events[position], from: position)
    }
  }

  /// Forgets all events and keeps the memory.
  mutating func removeAll() {
    used = 0
    hasHole = false
  }

  @inline(never) @usableFromInline
  mutating func grow() {
    let larger = UnsafeMutablePointer<Event>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: events, count: used)
    events.deallocate()
    events = larger
    capacity *= 2
  }
}
