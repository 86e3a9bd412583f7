/// The links in use, found by their two ends.
///
/// Open addressing over one word for both ends; the standard dictionary would hash every message
/// with a cipher.
struct LinkTable {
  private var entries: UnsafeMutablePointer<Entry>
  private var mask = 15
  private var count = 0

  /// A link and its two ends as one word; all bits set where there is none.
  private struct Entry {
    var key = UInt64.max
    var link: Unmanaged<Link>?
  }

  init() {
    entries = .allocate(capacity: mask + 1)
    entries.initialize(repeating: Entry(), count: mask + 1)
  }

  /// Gives back the memory and lets go of the links.
  func deallocate() {
    for position in 0...mask { entries[position].link?.release() }
    entries.deallocate()
  }

  /// Every link, in no order that means anything.
  func forEach(_ body: (Link) -> Void) {
    for position in 0...mask {
      if let link = entries[position].link { body(link.takeUnretainedValue()) }
    }
  }

  @inline(__always)
  func find(_ source: Int32, _ destination: Int32) -> Unmanaged<Link>? {
    let key = LinkTable.key(source, destination)
    var position = LinkTable.start(key, mask)
    while true {
      if entries[position].key == key { return entries[position].link }
      if entries[position].key == .max { return nil }
      position = (position &+ 1) & mask
    }
  }

  mutating func insert(_ link: Link) -> Unmanaged<Link> {
    if count * 2 > mask { grow() }
    let link = Unmanaged.passRetained(link)
    place(link)
    count += 1
    return link
  }

  private func place(_ link: Unmanaged<Link>) {
    let key = link._withUnsafeGuaranteedRef { LinkTable.key($0.source, $0.destination) }
    var position = LinkTable.start(key, mask)
    while entries[position].key != .max { position = (position + 1) & mask }
    entries[position] = Entry(key: key, link: link)
  }

  private mutating func grow() {
    let (old, oldMask) = (entries, mask)
    mask = mask * 2 + 1
    entries = .allocate(capacity: mask + 1)
    entries.initialize(repeating: Entry(), count: mask + 1)
    for position in 0...oldMask {
      if let link = old[position].link { place(link) }
    }
    old.deallocate()
  }

  @inline(__always)
  private static func key(_ source: Int32, _ destination: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: source)) << 32 | UInt64(UInt32(bitPattern: destination))
  }

  @inline(__always)
  private static func start(_ key: UInt64, _ mask: Int) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
  }
}
