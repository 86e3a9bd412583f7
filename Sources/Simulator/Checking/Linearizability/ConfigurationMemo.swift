/// The configurations a search has visited: which operations took effect, and the state then.
///
/// The set of operations is kept as the length of its unbroken beginning and the few words after
/// it, so that an entry of a long history is as small as one of a short one. Comparison is exact;
/// the hash decides only where to look.
struct ConfigurationMemo<State: Hashable> {
  private var words: [UInt64] = []
  private var offsets: [Int] = [0]
  private var states: [State] = []
  private var hashes: [Int] = []
  private var table: [Int32]

  init() { table = [Int32](repeating: -1, count: 64) }

  /// The memory taken, in bytes, without what states keep outside of themselves.
  var memory: Int {
    words.count * 8 + offsets.count * 16 + states.count * MemoryLayout<State>.stride
      + table.count * 4
  }

  /// Adds a configuration and says whether it is new.
  mutating func insert(_ key: [UInt64], _ state: State) -> Bool {
    if states.count * 2 >= table.count { grow() }
    var hasher = Hasher()
    for word in key { hasher.combine(word) }
    hasher.combine(state)
    let hash = hasher.finalize()
    var slot = hash & (table.count - 1)
    while table[slot] >= 0 {
      let entry = Int(table[slot])
      if hashes[entry] == hash, isEntry(entry, key, state) { return false }
      slot = (slot + 1) & (table.count - 1)
    }
    table[slot] = Int32(states.count)
    words.append(contentsOf: key)
    offsets.append(words.count)
    states.append(state)
    hashes.append(hash)
    return true
  }

  private func isEntry(_ entry: Int, _ key: [UInt64], _ state: State) -> Bool {
    let start = offsets[entry]
    guard offsets[entry + 1] - start == key.count else { return false }
    for position in key.indices where words[start + position] != key[position] { return false }
    return states[entry] == state
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: table.count * 2)
    for entry in hashes.indices {
      var slot = hashes[entry] & (table.count - 1)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(entry)
    }
  }
}
