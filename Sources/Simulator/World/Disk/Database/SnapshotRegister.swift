/// The snapshots that open transactions read from, by the commit that each saw last.
struct SnapshotRegister {
  private var entries: [Entry] = []

  /// A state that open transactions read from, and how many they are.
  private struct Entry {
    let stamp: UInt64
    var count: Int
  }

  var isEmpty: Bool { entries.isEmpty }

  /// The oldest snapshot in use.
  var oldest: UInt64? { entries.first?.stamp }

  /// Notes that a transaction reads from the newest state.
  ///
  /// - Precondition: the stamp is not below an earlier one.
  mutating func open(_ stamp: UInt64) {
    if let last = entries.last {
      precondition(last.stamp <= stamp, "a snapshot of \(stamp) comes after one of \(last.stamp)")
      if last.stamp == stamp {
        entries[entries.count - 1].count += 1
        return
      }
    }
    entries.append(Entry(stamp: stamp, count: 1))
  }

  /// Notes that a transaction has ended.
  mutating func close(_ stamp: UInt64) {
    let index = firstIndex(notBefore: stamp)
    precondition(
      index < entries.count && entries[index].stamp == stamp,
      "a snapshot of \(stamp) was closed, yet none is open")
    entries[index].count -= 1
    if entries[index].count == 0 { entries.remove(at: index) }
  }

  /// Whether a snapshot sees a record that one commit wrote and another replaced.
  func needs(writtenAt stamp: UInt64, replacedAt next: UInt64) -> Bool {
    let index = firstIndex(notBefore: stamp)
    return index < entries.count && entries[index].stamp < next
  }

  private func firstIndex(notBefore stamp: UInt64) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].stamp < stamp { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
