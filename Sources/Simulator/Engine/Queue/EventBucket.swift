/// Events in no order, in chunks of memory that buckets take from each other.
struct EventBucket {
  private(set) var chunk: UnsafeMutablePointer<Event>?
  /// How many events the newest chunk holds; as many as fit where there is none.
  private var filled = Int32(EventBucket.room)
  /// How many chunks were filled before the newest.
  private var older: Int32 = 0

  /// Events in a chunk. The place of one more leads to the chunk that was filled before.
  static let room = 20

  var isEmpty: Bool { chunk == nil }

  /// How many events there are.
  var count: Int { chunk == nil ? 0 : Int(older) &* EventBucket.room &+ Int(filled) }

  @inline(__always)
  mutating func append(_ event: Event, _ chunks: inout EventChunks) {
    if filled == EventBucket.room { addChunk(&chunks) }
    guard let chunk else { return }
    (chunk + Int(filled)).initialize(to: event)
    filled &+= 1
  }

  @inline(never)
  private mutating func addChunk(_ chunks: inout EventChunks) {
    let newest = chunks.take()
    if chunk != nil { older &+= 1 }
    EventChunks.link(newest, to: chunk)
    chunk = newest
    filled = 0
  }

  /// Takes out the newest chunk and how many events it holds; to be given back when it was read.
  @inline(__always)
  mutating func removeChunk() -> (events: UnsafeMutablePointer<Event>, count: Int)? {
    guard let newest = chunk else { return nil }
    let count = Int(filled)
    chunk = EventChunks.older(than: newest)
    filled = Int32(EventBucket.room)
    if chunk != nil { older &-= 1 }
    return (newest, count)
  }
}

/// Chunks of memory for events, allocated many at a time and used again.
struct EventChunks {
  private static let size = EventBucket.room + 1
  private static let slabCount = 64
  private var slabs: [UnsafeMutablePointer<Event>] = []
  private var free: UnsafeMutablePointer<Event>?

  mutating func take() -> UnsafeMutablePointer<Event> {
    if free == nil { addSlab() }
    guard let chunk = free else { preconditionFailure("a new slab must hold free chunks") }
    free = EventChunks.older(than: chunk)
    return chunk
  }

  mutating func giveBack(_ chunk: UnsafeMutablePointer<Event>) {
    EventChunks.link(chunk, to: free)
    free = chunk
  }

  func deallocate() {
    for slab in slabs { slab.deallocate() }
  }

  /// Makes a chunk lead to another.
  static func link(
    _ chunk: UnsafeMutablePointer<Event>, to other: UnsafeMutablePointer<Event>?
  ) {
    let word = UInt64(UInt(bitPattern: other))
    (chunk + EventBucket.room).initialize(to: Event(time: 0, order: word, payload: 0))
  }

  /// The chunk that a chunk leads to.
  @inline(__always)
  static func older(than chunk: UnsafeMutablePointer<Event>) -> UnsafeMutablePointer<Event>? {
    UnsafeMutablePointer(bitPattern: UInt(chunk[EventBucket.room].order))
  }

  private mutating func addSlab() {
    let slab = UnsafeMutablePointer<Event>.allocate(
      capacity: EventChunks.size * EventChunks.slabCount)
    slabs.append(slab)
    for number in (0..<EventChunks.slabCount).reversed() {
      giveBack(slab + number * EventChunks.size)
    }
  }
}
