/// Buckets of equal spans of time.
struct LadderRung {
  /// The instant at which the first bucket begins.
  private var start: UInt64 = 0
  /// The instant at which the last bucket ends.
  private(set) var end: UInt64 = 0
  /// The binary logarithm of a bucket's span.
  private var shift: UInt64 = 0
  private var buckets: UnsafeMutablePointer<EventBucket>
  private var count = 0
  private var capacity = 0
  /// The first bucket that has not been taken out.
  private var next = 0

  private static let fewest = 16
  private static let most = 65_536

  init() {
    buckets = .allocate(capacity: 0)
  }

  func deallocate() {
    buckets.deallocate()
  }

  /// Becomes a rung of empty buckets over a span of time, about as many as wanted.
  mutating func span(from start: UInt64, to end: UInt64, buckets wanted: Int) {
    precondition(start < end, "a rung from \(start) must end later, not at \(end)")
    let most = UInt64(min(max(wanted, LadderRung.fewest), LadderRung.most))
    self.start = start
    self.end = end
    shift = 0
    while (end - 1 - start) >> shift >= most { shift += 1 }
    count = Int((end - 1 - start) >> shift) + 1
    next = 0
    if count > capacity {
      buckets.deallocate()
      capacity = count
      buckets = .allocate(capacity: capacity)
    }
    buckets.initialize(repeating: EventBucket(), count: count)
  }

  @inline(__always)
  func append(_ event: Event, _ chunks: inout EventChunks) {
    let index = Int(truncatingIfNeeded: (event.time &- start) &>> shift)
    buckets[index].append(event, &chunks)
  }

  /// The first bucket that holds any events; those before it are never looked at again.
  mutating func nextBucket() -> Int? {
    while next < count, buckets[next].isEmpty { next += 1 }
    guard next < count else { return nil }
    defer { next += 1 }
    return next
  }

  mutating func removeBucket(_ index: Int) -> EventBucket {
    let bucket = buckets[index]
    buckets[index] = EventBucket()
    return bucket
  }

  /// The instant at which a bucket begins.
  func start(of index: Int) -> UInt64 { start + UInt64(index) << shift }

  /// The instant at which a bucket ends.
  func end(of index: Int) -> UInt64 {
    index + 1 == count ? end : start + UInt64(index + 1) << shift
  }
}
