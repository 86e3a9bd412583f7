package import Primitives

/// Judges how long copies lag behind their source while things are not quiet.
///
/// A copy is stale from the moment at which its source moved past the version that the copy
/// holds. Versions of the source are numbered upwards from zero, which every copy starts with.
package struct StalenessLaw: Sendable {
  /// The longest a copy may lag.
  package let limit: Duration

  /// A law with a limit.
  package init(limit: Duration) { self.limit = limit }

  /// Judges the versions of a source and what its copies applied, each in order of time.
  ///
  /// The plot has one line: the lag of a copy at the moment before it moved on.
  package func judge(
    source: [VersionChange], copies: [CopyChange], until end: Instant
  ) -> Measure {
    var held: OrderedDictionary<String, Int> = [:]
    var plot = Plot("staleness", unit: .nanoseconds, bound: limit.nanoseconds)
    var worst: (lag: Int64, copy: String, instant: Instant, event: Int)?
    func look(_ copy: String, _ version: Int, _ instant: Instant, _ event: Int) {
      let moved = firstChange(past: version, in: source)
      let lag = moved.map { max(0, (instant - $0).nanoseconds) } ?? 0
      plot.add(instant, lag)
      if lag > worst?.lag ?? -1 { worst = (lag, copy, instant, event) }
    }
    for change in copies {
      look(change.copy, held[change.copy] ?? 0, change.instant, change.event)
      held[change.copy] = change.version
    }
    for (copy, version) in held { look(copy, version, end, 0) }
    guard let worst else {
      return Measure(.undecided(reason: "no copy has applied anything"), plot)
    }
    guard worst.lag > limit.nanoseconds else { return Measure(.holds, plot) }
    let evidence = Evidence(
      expected: "\(worst.copy) lags at most \(limit.rounded)",
      seen: "it lagged \(Duration.nanoseconds(worst.lag).rounded)", when: worst.instant,
      location: worst.copy, events: [worst.event])
    return Measure(.violated(evidence), plot)
  }

  /// When the source first held a version above one, by bisection.
  private func firstChange(past version: Int, in source: [VersionChange]) -> Instant? {
    var (low, high) = (0, source.count)
    while low < high {
      let middle = (low + high) / 2
      if source[middle].version > version { high = middle } else { low = middle + 1 }
    }
    return low < source.count ? source[low].instant : nil
  }

  /// A source has moved to a version.
  package struct VersionChange: Equatable, Sendable {
    /// When.
    package let instant: Instant
    /// To which version.
    package let version: Int

    /// A move to a version.
    package init(_ instant: Instant, _ version: Int) {
      self.instant = instant
      self.version = version
    }
  }

  /// A copy has applied a version.
  package struct CopyChange: Equatable, Sendable {
    /// Which copy.
    package let copy: String
    /// When.
    package let instant: Instant
    /// Which version.
    package let version: Int
    /// The position in the trace.
    package let event: Int

    /// A copy's move to a version.
    package init(_ copy: String, _ instant: Instant, _ version: Int, event: Int = 0) {
      self.copy = copy
      self.instant = instant
      self.version = version
      self.event = event
    }
  }
}
