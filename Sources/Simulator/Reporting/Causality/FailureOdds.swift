import Checking
import Engine
package import Harness
package import Primitives

/// How likely a failure was at instants of its run, and from when on it was sealed.
///
/// From each instant the run is continued with other chance, several times, and it is counted how
/// often the same law breaks. Planned faults and the clients' plan stay as they are: what differs
/// is latency, order, and everything else that is drawn when it happens. After the share that
/// Antithesis plots as the likelihood that a bug is already baked in.
package struct FailureOdds: Sendable {
  /// How often the law broke when the run went on from an instant.
  package struct Point: Hashable, Sendable {
    /// The event before which chance changes.
    package let event: Int
    /// When that is.
    package let instant: Instant
    /// How many continuations broke the law.
    package let failures: Int
  }

  /// The instants, in order of time; the first is the beginning of the run.
  package let points: [Point]
  /// How many continuations each instant had.
  package let continuations: Int

  /// How many instants are looked at.
  package static let instants = 16

  /// The odds along the causal past of a violation.
  ///
  /// - Parameters:
  ///   - continuations: how many runs are made from each instant; at least one.
  ///   - rerun: runs the same scenario and seed again with another seed's chance from an instant.
  package init(
    _ explanation: Explanation, continuations: Int, rerun: (ChanceRenewal) -> RunRecord
  ) {
    precondition(continuations > 0, "\(continuations) continuations, at least one is needed")
    let law = explanation.report.id
    let draws = RandomStreams(explanation.record.seed)
      .stream(.exploration, at: "odds", purpose: "continuations")
    points = FailureOdds.events(explanation).map { event, instant in
      let failures = (0..<continuations).count { number in
        let seed = Seed(draws.word(at: UInt64(number)))
        return rerun(ChanceRenewal(at: instant, with: seed)).reports.contains {
          $0.id == law && $0.verdict.isViolated
        }
      }
      return Point(event: event, instant: instant, failures: failures)
    }
    self.continuations = continuations
  }

  /// Events of the causal past whose instants differ, spread evenly, the violation among them.
  private static func events(_ explanation: Explanation) -> [(event: Int, instant: Instant)] {
    let trace = explanation.record.trace
    var candidates: [(event: Int, instant: Instant)] = []
    for event in explanation.cone.events.sorted() {
      let instant = trace.events[event].instant
      if candidates.last?.instant != instant { candidates.append((event, instant)) }
    }
    guard candidates.count > instants else { return candidates }
    return (0..<instants).map { candidates[$0 * (candidates.count - 1) / (instants - 1)] }
  }

  /// The first instant from which on every continuation breaks the law; nothing where none is.
  package var sealed: Point? {
    let open = points.lastIndex { $0.failures < continuations }
    let first = open.map { $0 + 1 } ?? 0
    return first < points.count ? points[first] : nil
  }

  /// What the odds say, in a sentence or two.
  package var sentence: String {
    guard let first = points.first else { return "Nothing led to it: there is no instant to ask." }
    let begin = "\(first.failures) of \(continuations)"
    guard let sealed else {
      return "From the beginning \(begin) continuations break the law; to the end some would not."
    }
    guard sealed != first else {
      return "It was sealed from the beginning: \(begin) other continuations break the law too."
    }
    return """
      From the beginning \(begin) continuations break the law; from \
      \(TimelineText().clock(sealed.instant)) on every one does.
      """
  }
}
