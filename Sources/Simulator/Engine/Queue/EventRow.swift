/// Events that were added in the order in which they leave: a ring in unmanaged memory.
@usableFromInline
struct EventRow {
  @usableFromInline var events: UnsafeMutablePointer<Event>?
  @usableFromInline var capacity = 0
  @usableFromInline var head = 0
  @usableFromInline var tail = 0

  /// An empty row without memory.
  init() {}

  /// Gives back the memory; the row must not be used afterwards.
  func deallocate() {
    events?.deallocate()
  }

  /// How many events there are.
  @inlinable
  var count: Int { tail &- head }

  /// The first event, if there is one.
  @inlinable
  var first: Event? {
    guard head != tail, let events else { return nil }
    return events[head & (capacity &- 1)]
  }

  /// Adds an event behind the others; false where one of them would leave after it.
  @inlinable
  mutating func append(_ event: Event) -> Bool {
    if head != tail, let events,
      !Event.precedes(events[(tail &- 1) & (capacity &- 1)], event)
    {
      return false
    }
    if tail &- head == capacity { grow() }
    guard let events else { return false }
    (events + (tail & (capacity &- 1))).initialize(to: event)
    tail &+= 1
    return true
  }

  /// Takes the first event, if there is one.
  @inlinable
  mutating func removeFirst() -> Event? {
    guard let first else { return nil }
    head &+= 1
    return first
  }

  /// Removes the events that are no longer wanted.
  mutating func removeAll(where isUnwanted: (Event) -> Bool) {
    guard let events else { return }
    var kept = head
    for position in head..<tail {
      let event = events[position & (capacity - 1)]
      guard !isUnwanted(event) else { continue }
      events[kept & (capacity - 1)] = event
      kept += 1
    }
    tail = kept
  }

  /// Forgets all events and keeps the memory.
  mutating func removeAll() {
    head = 0
    tail = 0
  }

  @inline(never) @usableFromInline
  mutating func grow() {
    let larger = UnsafeMutablePointer<Event>.allocate(capacity: max(64, capacity * 2))
    if let events {
      for offset in 0..<count {
        (larger + offset).initialize(to: events[(head + offset) & (capacity - 1)])
      }
      events.deallocate()
    }
    tail -= head
    head = 0
    events = larger
    capacity = max(64, capacity * 2)
  }
}
