import Engine
package import Harness
import Primitives

/// The faults that could have prevented what came out well in a run, by its causal history.
///
/// What came out are the ends of the clients' operations and the last commit of every record. A
/// lost message prevents an outcome when its arrival came before it; a crash does when its host did
/// something after the point that came before the outcome, and so does a host that freezes. No
/// other loss, crash or freeze can have mattered to this run (lineage-driven fault injection, after Alvaro and others; there the
/// history is that of a query, here that of a trace).
package struct Lineage: Sendable {
  /// The faults, those nearest to an outcome first; pauses, of which there are most, come last.
  package let faults: [PointFault]

  /// The faults that matter to a good run with a full trace and surveyed messages.
  ///
  /// - Parameter pauses: how long hosts freeze.
  package init(_ record: RunRecord, pauses: [Duration]) {
    let graph = CausalGraph(record)
    let catalogue = PointCatalogue(RunPoints(record), pauses: pauses)
    let outcomes = Lineage.outcomes(of: record)
    let cone = graph.past(of: outcomes)
    let events = record.trace.events
    var lastNeeded: [Int32: Int] = [:]
    var arrived: Set<Int32> = []
    for event in cone.events {
      lastNeeded[events[event].place] = event
      if events[event].kind == .messageDelivered { arrived.insert(events[event].cause) }
    }
    let relevant = catalogue.entries.reversed().filter { entry in
      switch entry.kind {
      case .lose: arrived.contains(Int32(entry.event))
      case .crashAtFailpoint, .crashAtCommit, .crashAtSending, .crashAtArrival, .pauseAtFailpoint,
        .pauseAtCommit, .pauseAtSending, .pauseAtArrival:
        lastNeeded[events[entry.event].place].map { $0 > entry.event } ?? false
      case .duplicate, .repeatLate, .delay: false
      }
    }.map(\.fault)
    faults = relevant.filter { !$0.harm.isPause } + relevant.filter(\.harm.isPause)
  }

  private static func outcomes(of record: RunRecord) -> [Int] {
    var last = OrderedDictionary<String, Int>()
    for change in record.stateChanges where change.event < record.traceLength {
      last["\(change.place) \(change.key)"] = change.event
    }
    let ends = record.trace.events.prefix(record.traceLength).indices.filter { index in
      switch record.trace.events[index].kind {
      case .operationSucceeded, .operationFailed, .operationUnknown: true
      default: false
      }
    }
    return ends + last.values
  }
}

/// Sets of faults that hit every history of a good outcome that is known so far.
///
/// One fault hits the history of the good run when it belongs to its lineage. Where a run with that
/// fault comes out well all the same, its own history shows another way to the outcome, and a
/// second fault must hit that one.
package struct LineageSearch: Sendable {
  /// The lineage of the good run.
  private let base: Lineage
  private var known: [PointFault: Set<PointFault>] = [:]
  private var order: [(first: PointFault, lineage: Lineage)] = []

  /// A search that begins with a good run.
  package init(_ base: Lineage) {
    self.base = base
  }

  /// One fault each, those nearest to an outcome first.
  package var singles: [[PointFault]] { base.faults.map { [$0] } }

  /// Takes in the history of a run that came out well in spite of a fault.
  package mutating func learn(_ lineage: Lineage, inSpiteOf fault: PointFault) {
    known[fault] = Set(lineage.faults)
    order.append((fault, lineage))
  }

  /// Two faults each, such that each hits the way around the other.
  ///
  /// A second fault that is in the good run as well is left out where the way around it is known
  /// and the first does not lie on it.
  package var pairs: [[PointFault]] {
    var seen: Set<Set<PointFault>> = []
    var pairs: [[PointFault]] = []
    for (first, lineage) in order {
      for second in lineage.faults where second.point != first.point {
        if let around = known[second], !around.contains(first) { continue }
        if seen.insert([first, second]).inserted { pairs.append([first, second]) }
      }
    }
    return pairs
  }
}
