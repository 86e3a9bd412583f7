/// The invocations and ends of one part of a history, in order, as a doubly linked list.
///
/// Links are positions in flat arrays, so that taking an operation out and putting it back costs
/// eight stores and no allocation. Position zero is the head; the list ends where the link is zero.
/// The shape follows Lowe's "Testing for linearizability".
struct EntryList {
  private(set) var next: [Int32]
  private var previous: [Int32]
  /// The operation of an entry, numbered in this part; negative entries are ends.
  let owner: [Int32]
  /// The position of each operation's end, zero where the end is not known.
  private var ends: [Int32]

  /// A list of entries: an operation's number for its invocation, the complement for its end.
  init(_ entries: some RandomAccessCollection<Int32>, operations: Int) {
    let size = entries.count + 1
    next = (0..<Int32(size)).map { Int($0) + 1 == size ? 0 : $0 + 1 }
    previous = (0..<Int32(size)).map { $0 - 1 }
    var owner: [Int32] = [.min]
    owner.reserveCapacity(size)
    owner.append(contentsOf: entries)
    ends = [Int32](repeating: 0, count: operations)
    for position in 1..<max(size, 1) where owner[position] < 0 {
      ends[Int(~owner[position])] = Int32(position)
    }
    self.owner = owner
  }

  /// The first entry still in the list, zero when there is none.
  var first: Int32 { next[0] }

  /// Takes an invocation and its end out of the list.
  mutating func lift(_ position: Int32) {
    unlink(position)
    let end = ends[Int(owner[Int(position)])]
    if end != 0 { unlink(end) }
  }

  /// Puts back what was taken out last.
  mutating func restore(_ position: Int32) {
    let end = ends[Int(owner[Int(position)])]
    if end != 0 { relink(end) }
    relink(position)
  }

  private mutating func unlink(_ position: Int32) {
    let (before, after) = (previous[Int(position)], next[Int(position)])
    next[Int(before)] = after
    if after != 0 { previous[Int(after)] = before }
  }

  private mutating func relink(_ position: Int32) {
    let (before, after) = (previous[Int(position)], next[Int(position)])
    next[Int(before)] = position
    if after != 0 { previous[Int(after)] = position }
  }
}
