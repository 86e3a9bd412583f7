/// Events that lie too far ahead for the heap, set aside by time until their turn comes.
///
/// A heap of a million events misses the cache at every level. Here an event is appended to the
/// bucket of its span of time and not looked at again before all earlier buckets are empty; then
/// the bucket, a few hundred events, goes into the heap, which orders it within the cache. Each
/// rung of the ladder divides one bucket of the rung before it, so that a crowd of events in a
/// small part of the time is divided further. Events beyond the first rung wait at the top until
/// the rungs are empty and are then made into the next. The order in which events leave is the
/// heap's alone. After the ladder queue of Tang, Goh and Thng (2005).
struct EventLadder {
  /// How many events are set aside.
  private(set) var count = 0
  private var rungs: UnsafeMutablePointer<LadderRung>
  private var rungCount = 0
  private var chunks = EventChunks()
  private var top = EventBucket()
  private var topFirst = UInt64.max
  private var topLast: UInt64 = 0

  /// How many events a bucket is meant to hold.
  private static let share = 128
  /// A bucket with more events than this is divided.
  private static let crowd = 2_048
  private static let mostRungs = 8

  init() {
    rungs = .allocate(capacity: EventLadder.mostRungs)
    // One by one, since each holds memory of its own.
    for index in 0..<EventLadder.mostRungs { (rungs + index).initialize(to: LadderRung()) }
  }

  /// Gives back the memory; the ladder must not be used afterwards.
  func deallocate() {
    for index in 0..<EventLadder.mostRungs { rungs[index].deallocate() }
    rungs.deallocate()
    chunks.deallocate()
  }

  /// Sets an event aside that lies at the limit or beyond.
  @inline(__always)
  mutating func insert(_ event: Event) {
    count &+= 1
    var index = rungCount &- 1
    while index >= 0 {
      if event.time < rungs[index].end { return rungs[index].append(event, &chunks) }
      index &-= 1
    }
    top.append(event, &chunks)
    topFirst = min(topFirst, event.time)
    topLast = max(topLast, event.time)
  }

  /// Sets aside what was near, so that it is divided; everything else lies at its end or beyond.
  ///
  /// - Returns: the instant before which nothing is set aside; nothing, and nothing is done, when
  ///   the events are all of one instant or the ladder has no room for another rung.
  mutating func divide(
    _ near: UnsafeMutablePointer<Event>, _ nearCount: Int, end: UInt64
  ) -> UInt64? {
    var first = UInt64.max
    var last: UInt64 = 0
    for position in 0..<nearCount {
      first = min(first, near[position].time)
      last = max(last, near[position].time)
    }
    guard first < last, rungCount < EventLadder.mostRungs else { return nil }
    // Nothing lies beyond where there is no ladder yet, so the rung need not reach further.
    pushRung(from: first, to: end == .max ? last + 1 : end, for: nearCount)
    for position in 0..<nearCount { insert(near[position]) }
    return first
  }

  /// Takes out the earliest bucket that holds any events.
  ///
  /// - Parameter limit: set to the instant from which on everything that is set aside lies.
  mutating func removeNext(limit: inout UInt64) -> EventBucket? {
    while true {
      guard rungCount > 0 else {
        guard !top.isEmpty else {
          limit = .max
          return nil
        }
        if let all = climb() {
          limit = .max
          return all
        }
        continue
      }
      let rung = rungs + (rungCount - 1)
      guard let index = rung.pointee.nextBucket() else {
        rungCount -= 1
        continue
      }
      let start = rung.pointee.start(of: index)
      limit = rung.pointee.end(of: index)
      let bucket = rung.pointee.removeBucket(index)
      let isCrowded = bucket.count > EventLadder.crowd && limit - start > 1
      guard isCrowded, rungCount < EventLadder.mostRungs else {
        count &-= bucket.count
        return bucket
      }
      pushRung(from: start, to: limit, for: bucket.count)
      spread(bucket)
    }
  }

  /// Gives back a chunk of a bucket that was taken out.
  mutating func giveBack(_ chunk: UnsafeMutablePointer<Event>) {
    chunks.giveBack(chunk)
  }

  /// Makes the first rung of what waits at the top; gives it all when it is little.
  private mutating func climb() -> EventBucket? {
    let waiting = top
    let (first, last) = (topFirst, topLast)
    top = EventBucket()
    topFirst = .max
    topLast = 0
    guard waiting.count > EventLadder.crowd, first < last else {
      count &-= waiting.count
      return waiting
    }
    pushRung(from: first, to: last + 1, for: waiting.count)
    spread(waiting)
    return nil
  }

  private mutating func pushRung(from start: UInt64, to end: UInt64, for eventCount: Int) {
    rungs[rungCount].span(from: start, to: end, buckets: eventCount / EventLadder.share)
    rungCount += 1
  }

  /// Puts the events of a bucket onto the last rung.
  private mutating func spread(_ bucket: EventBucket) {
    var bucket = bucket
    let rung = rungs + (rungCount - 1)
    while let (events, count) = bucket.removeChunk() {
      for position in 0..<count { rung.pointee.append(events[position], &chunks) }
      chunks.giveBack(events)
    }
  }
}
