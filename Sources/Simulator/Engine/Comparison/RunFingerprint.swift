package import Primitives

/// What a run leaves behind to be compared with another of the same seed.
package struct RunFingerprint: Hashable, Sendable {
  /// The digest after regular numbers of events.
  package let checkpoints: [Trace.Checkpoint]
  /// How many events happened.
  package let eventCount: Int
  /// The digest of everything.
  package let digest: Digest

  /// The fingerprint of a run as far as it has come.
  package init(_ simulation: Simulation) {
    checkpoints = simulation.trace.checkpoints
    eventCount = simulation.eventCount
    digest = simulation.digest
  }

  /// The events between which two runs part; nothing when they are the same run.
  ///
  /// Counted from the beginning. Runs that have parted stay apart, so the checkpoints are bisected.
  package func parting(from other: RunFingerprint) -> Range<Int>? {
    if digest == other.digest, eventCount == other.eventCount { return nil }
    var same = 0
    var different = min(checkpoints.count, other.checkpoints.count)
    while same < different {
      let middle = (same + different) / 2
      if checkpoints[middle] == other.checkpoints[middle] {
        same = middle + 1
      } else {
        different = middle
      }
    }
    let begin = same == 0 ? 0 : checkpoints[same - 1].event
    let isLast = same == min(checkpoints.count, other.checkpoints.count)
    let end = isLast ? max(eventCount, other.eventCount) : checkpoints[same].event
    return begin..<max(end, begin + 1)
  }
}
