import Synchronization

/// Samples in ascending order, in memory that is never freed or changed.
///
/// Tables of equal samples share their memory, so a process holds each list it was ever given
/// once, however many links and runs draw from it. In return a draw counts no references.
@usableFromInline
struct SampleTable: Sendable {
  private nonisolated(unsafe) let samples: UnsafePointer<Int64>
  private let count: UInt64

  /// The table of one sample or more, in any order.
  init(_ samples: [Int64]) {
    precondition(!samples.isEmpty, "a table needs one sample or more, got none")
    let sorted = samples.sorted()
    self = SampleTable.known.withLock { known in
      if let table = known[sorted] { return table }
      let table = SampleTable(ascending: sorted)
      known[sorted] = table
      return table
    }
  }

  private init(ascending sorted: [Int64]) {
    let memory = UnsafeMutablePointer<Int64>.allocate(capacity: sorted.count)
    for (position, sample) in sorted.enumerated() {
      (memory + position).initialize(to: sample)
    }
    samples = UnsafePointer(memory)
    count = UInt64(sorted.count)
  }

  /// The sample that a uniform word stands for; each is equally likely.
  func sample(_ word: UInt64) -> Int64 {
    samples[Int(truncatingIfNeeded: word.multipliedFullWidth(by: count).high)]
  }

  /// Only looked up, never iterated.
  private static let known = Mutex<[[Int64]: SampleTable]>([:])
}
