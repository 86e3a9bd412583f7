import Engine
package import Harness
import Primitives

/// Everything that can go wrong at one point of a good run.
///
/// Hosts crash at each failpoint, after each commit, after each sending and at each arrival: what
/// a host leaves behind are its commits and its messages, so that a crash between two of these
/// points leaves the same behind as one at the earlier of them. A host freezes at each failpoint,
/// after each commit and at each arrival, and goes on when what it counts on has run out; one that
/// froze after a sending would find its answer as one does that freezes when the answer arrives.
/// Each message is lost, repeated at once, repeated after its caller has given up, and delayed
/// until then; one whose caller would wait for ever is not lost.
package struct PointCatalogue: Sendable {
  /// A fault and the event of the good run at which it happens.
  package struct Entry: Sendable {
    /// The fault.
    package let fault: PointFault
    /// The event.
    package let event: Int
    /// What kind of thing it is.
    package var kind: PointFaultKind { PointFaultKind(of: fault) }
  }

  /// The faults in the order of the run.
  package let entries: [Entry]

  /// How late a message is whose caller would wait for ever.
  package static let lateness = Duration.seconds(10)
  /// How long after a message its copy arrives.
  static let shortly = Duration.milliseconds(1)

  /// The faults that a run's points offer.
  ///
  /// - Parameters:
  ///   - pauses: how long hosts freeze.
  ///   - restart: after how long hosts come back in further crashes; only as their scenario says
  ///     when absent.
  package init(_ points: RunPoints, pauses: [Duration], restart: Duration? = nil) {
    entries = points.entries.flatMap { entry in
      PointCatalogue.harms(at: entry, pauses, restart: restart).map { harm in
        Entry(fault: PointFault(harm, at: entry.point), event: entry.event)
      }
    }
  }

  private static func harms(
    at entry: RunPoints.Entry, _ pauses: [Duration], restart: Duration?
  ) -> [PointFault.Harm] {
    let crashes =
      [PointFault.Harm.crash(downFor: nil)] + (restart.map { [.crash(downFor: $0)] } ?? [])
    switch entry.point.kind {
    case .message:
      let late = entry.patience.map { PointCatalogue.after($0) } ?? lateness
      // Who waits for ever for what is lost shows nothing but that he does.
      return (entry.patience == nil ? [] : [.lose]) + [
        .duplicate(after: shortly), .duplicate(after: late), .delay(late),
      ]
    case .sending: return crashes
    case .failpoint, .commit, .arrival: return crashes + pauses.map { .pause($0) }
    }
  }

  /// How long hosts freeze when nobody says: as long as the longest lease or timeout, and twice.
  ///
  /// When it has only just run out is where being off by one shows; when it has run out twice,
  /// others have had the time to notice and to act. What is known are the spans in the
  /// configuration of the services and the longest that one of them would have waited for an
  /// answer.
  package static func usualPauses(_ points: RunPoints, _ runner: ScenarioRunner) -> [Duration] {
    let known = [
      runner.document.scenario.longestSpan(in: runner.system.vocabulary), points.longestPatience,
    ].compactMap { $0 }
    return known.max().map { [after($0), after($0 * 2)] } ?? [lateness]
  }

  /// The whole millisecond after a span.
  private static func after(_ span: Duration) -> Duration {
    .milliseconds(span.nanoseconds / 1_000_000 + 1)
  }

  /// Every fault by itself.
  package var singles: [[PointFault]] { entries.map { [$0.fault] } }

  /// Two faults at a time, of those that can influence each other.
  ///
  /// What follows from a fault are the events that follow in the good run from the one that it
  /// happens at; of a crash, all that the host does from there on as well. Two faults from which
  /// nothing follows in common each do what they do alone. The pairs come in the order of their
  /// first faults.
  ///
  /// - Returns: the pairs, and how many were left out.
  package func pairs(in graph: CausalGraph, _ record: RunRecord) -> (
    [[PointFault]], leftOut: Int
  ) {
    let reaches = entries.map { reach(of: $0, graph, record) }
    var pairs: [[PointFault]] = []
    var leftOut = 0
    for first in entries.indices {
      for second in entries.indices[(first + 1)...]
      where entries[first].fault.point != entries[second].fault.point {
        if reaches[first].meets(reaches[second]) {
          pairs.append([entries[first].fault, entries[second].fault])
        } else {
          leftOut += 1
        }
      }
    }
    return (pairs, leftOut)
  }

  private func reach(of entry: Entry, _ graph: CausalGraph, _ record: RunRecord) -> Cone {
    guard !entry.fault.harm.isOfMessage else { return graph.future(of: entry.event) }
    let events = record.trace.events
    let place = events[entry.event].place
    return graph.future { $0 == entry.event || $0 > entry.event && events[$0].place == place }
  }
}

/// Kinds of faults at points, as a certificate counts them.
package enum PointFaultKind: String, Hashable, Sendable, CaseIterable {
  /// A host crashes where its code names a point.
  case crashAtFailpoint = "crash at a failpoint"
  /// A host crashes after a commit.
  case crashAtCommit = "crash after a commit"
  /// A host crashes after it sent a message.
  case crashAtSending = "crash after a sending"
  /// A host crashes when a message arrives.
  case crashAtArrival = "crash at an arrival"
  /// A host freezes where its code names a point.
  case pauseAtFailpoint = "pause at a failpoint"
  /// A host freezes after a commit.
  case pauseAtCommit = "pause after a commit"
  /// A host freezes after it sent a message.
  case pauseAtSending = "pause after a sending"
  /// A host freezes when a message arrives.
  case pauseAtArrival = "pause at an arrival"
  /// A message is lost.
  case lose = "lose a message"
  /// A message arrives twice.
  case duplicate = "deliver a message twice"
  /// A message arrives once more after its caller has given up.
  case repeatLate = "repeat it past its timeout"
  /// A message arrives after its caller has given up.
  case delay = "delay it past its timeout"

  /// The kind of a fault.
  package init(of fault: PointFault) {
    switch fault.harm {
    case .lose: self = .lose
    case .duplicate(let after):
      self = after == PointCatalogue.shortly ? .duplicate : .repeatLate
    case .delay: self = .delay
    case .crash:
      switch fault.point.kind {
      case .failpoint: self = .crashAtFailpoint
      case .commit: self = .crashAtCommit
      case .sending: self = .crashAtSending
      case .arrival: self = .crashAtArrival
      case .message: preconditionFailure("a host crashes at a point of its own, not at \(fault)")
      }
    case .pause:
      switch fault.point.kind {
      case .failpoint: self = .pauseAtFailpoint
      case .commit: self = .pauseAtCommit
      case .sending: self = .pauseAtSending
      case .arrival: self = .pauseAtArrival
      case .message: preconditionFailure("a host freezes at a point of its own, not at \(fault)")
      }
    }
  }
}
