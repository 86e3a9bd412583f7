import Engine
import Primitives

/// Code that is held up between two of its lines, as by a disk, a collector or a neighbour.
///
/// What a service looked at before may have changed when it goes on: above all a lease may have
/// run out. Half of what is held up outlasts the longest span that the services count on, since
/// nothing shorter shows that. Stalls are drawn apart from all other faults and move none of them.
extension NemesisDraft {
  mutating func addStalls() {
    guard nemesis.stallsCode, let window else { return }
    var stream = cluster.simulation.streams.stream(.fault, at: "nemesis", purpose: "stalls")
    guard stream.happens(1, in: 2) else { return }
    for name in nemesis.failpoints where stream.happens(1, in: 2) {
      let isLong = stream.happens(1, in: 2)
      let span = isLong ? outlasting(window) : short(stream.below(10))
      var trigger = FaultTrigger.failpoint(name)
      trigger.during = FaultWindow(
        from: nemesis.begins, until: nemesis.begins + window - span.longest)
      trigger.probability = Ratio(1 + stream.below(4), 4)
      trigger.budget = 1 << Int(stream.below(3))
      addStall(name, trigger, .uniform(span.shortest, span.longest))
    }
  }

  /// How long faults may go on; nothing where there is no time for any.
  private var window: Duration? {
    let window = nemesis.quietAfter - nemesis.begins
    return window > .milliseconds(100) ? window : nil
  }

  /// Longer than what services count on, as far as the run has time for it.
  private func outlasting(_ window: Duration) -> (shortest: Duration, longest: Duration) {
    let patience = nemesis.patience ?? nemesis.preset.longest
    let longest = min(patience * 3, window / 2)
    return (min(patience, longest), longest)
  }

  /// A span over orders of magnitude, from 10 ms up to the preset's longest.
  private func short(_ doublings: UInt64) -> (shortest: Duration, longest: Duration) {
    let longest = min(.milliseconds(10 << Int(doublings)), nemesis.preset.longest)
    return (longest / 2, longest)
  }
}
