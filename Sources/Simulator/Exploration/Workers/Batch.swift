import Primitives

/// A stretch of runs that one worker makes at a time, and the results of it so far.
final class Batch {
  /// The first run, counted from zero within the sweep's shard.
  let first: UInt64
  /// How many runs there are.
  let count: Int
  /// The results, in order from the first on; those handed on are gone.
  private(set) var results: ArraySlice<RunResult> = []
  /// How many results have come.
  private(set) var received = 0
  /// How many workers died with the next run for no reason of their own that is known.
  var deaths = 0
  /// The laws that workers died of in the next run, with what they said last.
  private(set) var withheld = OrderedDictionary<String, String>()
  /// Whether the next run is made alone in a fresh worker, because others died with it.
  var isSuspect: Bool { deaths > 0 }

  init(first: UInt64, count: Int) {
    self.first = first
    self.count = count
  }

  /// The run that comes next.
  var next: UInt64 { first + UInt64(received) }
  /// Whether every result has come.
  var isComplete: Bool { received == count }
  /// What is still to be done.
  var remaining: Int { count - received }

  func add(_ result: RunResult) {
    precondition(received < count, "a batch of \(count) runs has \(received + 1) results")
    results.append(result)
    received += 1
    deaths = 0
    withheld = [:]
  }

  /// Leaves a law out of the next run; says whether that is new.
  func withhold(_ law: String, _ reason: String) -> Bool {
    guard withheld[law] == nil else { return false }
    withheld[law] = reason
    return true
  }

  func takeFirst() -> RunResult? { results.popFirst() }
}
