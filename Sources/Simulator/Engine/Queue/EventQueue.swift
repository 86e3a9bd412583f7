/// Pending events by instant, then priority, then arrival.
///
/// A 4-ary implicit heap in unmanaged memory. Taking the first event leaves a hole at the root
/// that the next insertion fills on its way down, because most events schedule a successor: one
/// sift instead of two. Four children fit in one and a half cache lines, and the least of them is
/// found without branches. When the heap would outgrow the cache, a ladder beside it takes the
/// events that lie far ahead; the order in which events leave stays the same to the bit.
@usableFromInline
package struct EventQueue {
  @usableFromInline var events: UnsafeMutablePointer<Event>
  @usableFromInline var capacity: Int
  /// How many places are in use, the hole included.
  @usableFromInline var used = 0
  @usableFromInline var hasHole = false
  /// The instant from which on events are set aside.
  @usableFromInline var limit = UInt64.max
  /// How many events are set aside.
  @usableFromInline var asideCount = 0
  /// Whether the heap has taken in events that were set aside since somebody looked.
  @usableFromInline var wasRefilled = false
  /// Events that came in the order in which they will leave.
  @usableFromInline var row = EventRow()
  private var ladder: UnsafeMutablePointer<EventLadder>?
  private let spreadsAt: Int

  /// An empty queue with room for so many events before it has to grow.
  ///
  /// - Parameter spreadsAt: how many events the heap may hold before a ladder takes part of them.
  package init(capacity: Int = 256, spreadsAt: Int = 16_384) {
    self.capacity = max(capacity, 16)
    self.spreadsAt = spreadsAt
    events = .allocate(capacity: self.capacity)
  }

  /// Gives back the memory; the queue must not be used afterwards.
  package func deallocate() {
    events.deallocate()
    row.deallocate()
    ladder?.pointee.deallocate()
    ladder?.deinitialize(count: 1)
    ladder?.deallocate()
  }

  /// How many events are pending.
  @inlinable
  package var count: Int { (hasHole ? used &- 1 : used) &+ asideCount &+ row.count }

  /// Whether it has kept no more memory than most runs need.
  var isSmall: Bool { capacity <= 1 << 14 && ladder == nil && row.capacity <= 1 << 14 }

  /// Adds an event that probably leaves later than all others that came this way.
  ///
  /// Such as the end of a time limit: most calls of a process have the same. Where it is so the
  /// event is put behind those others and costs next to nothing, most of all when it comes to
  /// nothing because the call was answered.
  @inlinable
  package mutating func pushInRow(_ event: Event) {
    if !row.append(event) { push(event) }
  }

  /// Adds an event.
  @inlinable
  package mutating func push(_ event: Event) {
    if event.time >= limit { return setAside(event) }
    if hasHole {
      hasHole = false
      siftDown(event, from: 0)
      return
    }
    if used == capacity, makeRoom(for: event) { return }
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
  package mutating func pop() -> Event? {
    if hasHole { fillHole() }
    guard used > 0 || refill() else { return row.removeFirst() }
    if let first = row.first, Event.precedes(first, events[0]) { return row.removeFirst() }
    hasHole = true
    return events[0]
  }

  /// The instant of the first event in nanoseconds; nothing when the queue is empty.
  package mutating func firstTime() -> UInt64? {
    if hasHole { fillHole() }
    guard used > 0 || refill() else { return row.first?.time }
    return min(events[0].time, row.first?.time ?? .max)
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
  package mutating func removeAll(where isUnwanted: (Event) -> Bool) {
    if hasHole { fillHole() }
    removeAside(where: isUnwanted)
    row.removeAll(where: isUnwanted)
    var kept = 0
    for position in 0..<used where !isUnwanted(events[position]) {
      events[kept] = events[position]
      kept += 1
    }
    used = kept
    if used < spreadsAt || !spread() { order() }
  }

  /// Makes a heap of events in any order.
  private mutating func order() {
    guard used > 1 else { return }
    for position in (0...((used - 2) >> 2)).reversed() {
      siftDown(events[position], from: position)
    }
  }

  /// Forgets all events and keeps the memory.
  package mutating func removeAll() {
    removeAside { _ in true }
    row.removeAll()
    used = 0
    hasHole = false
  }

  /// Finds a place for one more event in a full heap; true when the event needs none any more.
  @inline(never) @usableFromInline
  mutating func makeRoom(for event: Event) -> Bool {
    if capacity >= spreadsAt, spread() {
      push(event)
      return true
    }
    grow(to: capacity * 2)
    return false
  }

  private mutating func grow(to newCapacity: Int) {
    let larger = UnsafeMutablePointer<Event>.allocate(capacity: newCapacity)
    larger.moveInitialize(from: events, count: used)
    events.deallocate()
    events = larger
    capacity = newCapacity
  }
}

// MARK: Looking ahead

extension EventQueue {
  /// Goes through the events of the heap, in no order; the one just taken may be among them.
  @inline(__always)
  func forEachNear(_ body: (Event) -> Void) {
    for position in 0..<used { body(events[position]) }
  }
}

// MARK: Setting aside

extension EventQueue {
  /// Moves the whole heap to the ladder; false when that would not divide it.
  private mutating func spread() -> Bool {
    let ladder = ladder ?? makeLadder()
    guard let first = ladder.pointee.divide(events, used, end: limit) else { return false }
    used = 0
    limit = first
    asideCount = ladder.pointee.count
    return true
  }

  private mutating func makeLadder() -> UnsafeMutablePointer<EventLadder> {
    let made = UnsafeMutablePointer<EventLadder>.allocate(capacity: 1)
    made.initialize(to: EventLadder())
    ladder = made
    return made
  }

  @inline(never) @usableFromInline
  mutating func setAside(_ event: Event) {
    ladder?.pointee.insert(event)
    asideCount &+= 1
  }

  /// Takes the earliest events that were set aside into the empty heap.
  @inline(never) @usableFromInline
  mutating func refill() -> Bool {
    guard asideCount > 0, let ladder else {
      limit = .max
      return false
    }
    guard let bucket = ladder.pointee.removeNext(limit: &limit) else { return false }
    take(bucket, from: ladder)
    order()
    wasRefilled = true
    return true
  }

  /// Adds the events of a bucket in no order.
  private mutating func take(
    _ bucket: EventBucket, from ladder: UnsafeMutablePointer<EventLadder>
  ) {
    var bucket = bucket
    let size = bucket.count
    if used + size > capacity { grow(to: max(capacity * 2, used + size)) }
    while let (chunk, count) = bucket.removeChunk() {
      (events + used).moveInitialize(from: chunk, count: count)
      used += count
      ladder.pointee.giveBack(chunk)
    }
    asideCount = ladder.pointee.count
  }

  /// Takes what is set aside back into the heap, in no order, but for what is unwanted.
  private mutating func removeAside(where isUnwanted: (Event) -> Bool) {
    guard asideCount > 0, let ladder else { return }
    while let bucket = ladder.pointee.removeNext(limit: &limit) {
      let before = used
      take(bucket, from: ladder)
      var kept = before
      for position in before..<used where !isUnwanted(events[position]) {
        events[kept] = events[position]
        kept += 1
      }
      used = kept
    }
  }
}
