package import Checking
import Engine
package import Harness
import Primitives

/// Why a run broke a law: the moment, what led to it, and the fault that it took.
package struct Explanation {
  /// The run.
  package let record: RunRecord
  /// What came before what.
  package let graph: CausalGraph
  /// The law that was broken.
  package let report: PropertyReport
  /// What proves it.
  package let evidence: Evidence
  /// The events at which the law stopped holding, in order; at least one in a run with events.
  package let roots: [Int]
  /// Everything that came before the violation.
  package let cone: Cone
  /// Of that, what belongs to the requests that met in the violation; the part that is told first.
  package let core: Cone
  /// The faults without which the same run keeps the law, found by running it again.
  package let decisive: DecisiveFaults

  /// The explanation of the first violation of a run with a full trace; nothing when there is none.
  ///
  /// - Parameter rerun: runs the same scenario and seed again without some of its faults.
  package init?(_ record: RunRecord, rerun: DecisiveFaults.Rerun) {
    guard let report = record.firstViolation, let evidence = report.verdict.evidence else {
      return nil
    }
    self.record = record
    self.report = report
    self.evidence = evidence
    let graph = CausalGraph(record)
    self.graph = graph
    let first = ViolationRoots(record, report, evidence)
    // Where nothing led to what the law looked at, the hosts that it names have to tell.
    let isBare = graph.past(of: first.events).count < Explanation.bare
    roots = isBare ? first.joined(by: evidence, record) : first.events
    cone = graph.past(of: roots)
    core = Explanation.core(record, graph, roots)
    decisive = DecisiveFaults(record, report, cone: cone, rerun: rerun)
  }

  /// A past of fewer events than this explains nothing.
  private static let bare = 6

  /// The requests that met in a violation.
  ///
  /// Where the request that broke the law changed the same record before, its own past tells why;
  /// otherwise what others did to its records has to be told as well.
  private static func core(_ record: RunRecord, _ graph: CausalGraph, _ roots: [Int]) -> Cone {
    let own = graph.past(of: roots, records: 0)
    let isRoot = Set(roots)
    let keys = Set(record.stateChanges.filter { isRoot.contains($0.event) }.map(\.key))
    let isTouchedBefore = record.stateChanges.contains {
      !isRoot.contains($0.event) && own.contains($0.event) && keys.contains($0.key)
        && graph.operations[$0.event] >= 0
    }
    return isTouchedBefore ? own : graph.past(of: roots, records: 1)
  }

  /// The event that broke the law.
  package var violation: Int { roots.last ?? 0 }

  /// The chain from the violation back to the decisive fault, and on to the request that began it.
  package var chain: [(event: Int, kind: CausalEdge?)] {
    let begin = Int(graph.count > 0 ? graph.operations[violation] : -1)
    let words = EventWords(record)
    // The strike that the violation's own request met is told before one that met another.
    let strikes = decisive.events.map(words.teller).filter(cone.contains)
    let own = strikes.filter { begin < 0 || graph.operations[$0] == Int32(begin) }
    let fault = own.last ?? strikes.last
    var result: [(event: Int, kind: CausalEdge?)] = [(violation, nil)]
    for target in [fault, begin >= 0 ? begin : nil].compactMap(\.self) {
      let last = result[result.count - 1].event
      guard target < last, let way = graph.chain(from: target, to: last) else {
        continue
      }
      result += way.dropFirst()
    }
    return result
  }
}

/// Finds the events at which a law stopped holding.
struct ViolationRoots {
  /// The events, in order.
  let events: [Int]

  init(_ record: RunRecord, _ report: PropertyReport, _ evidence: Evidence) {
    let known = evidence.events.filter { (0..<record.traceLength).contains($0) }
    switch report.kind {
    case .always, .never, .sometimes:
      events = known.isEmpty ? ViolationRoots.fallback(record) : known.sorted()
    case .eventually, .atEnd, .afterQuiescence:
      // The look came when everything was over; what it saw was made by the last changes of the
      // records that it speaks of.
      let named = ViolationRoots.lastChanges(record, evidence)
      events = (named.isEmpty ? known : named).sorted()
    }
  }

  /// The events together with the last ones of every host that the evidence names.
  func joined(by evidence: Evidence, _ record: RunRecord) -> [Int] {
    let text = ([evidence.seen, evidence.location] + evidence.because).joined(separator: " ")
    let words = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "-" })
    var last: [Int] = []
    for (place, name) in record.trace.places.enumerated() where words.contains(name[...]) {
      let events = record.trace.events.prefix(record.traceLength)
      let end = events.lastIndex { $0.place == Int32(place) && $0.instant <= evidence.when }
      if let end { last.append(end) }
    }
    return Array(Set(events + last)).sorted()
  }

  private static func fallback(_ record: RunRecord) -> [Int] {
    record.traceLength > 0 ? [record.traceLength - 1] : []
  }

  /// The last commits of records whose keys the evidence names, and the ends of operations that
  /// it names.
  private static func lastChanges(_ record: RunRecord, _ evidence: Evidence) -> [Int] {
    let text = ([evidence.expected, evidence.seen] + evidence.because).joined(separator: " ")
    let words = Set(text.split { !$0.isLetter && !$0.isNumber && $0 != "-" })
    var last = OrderedDictionary<String, Int>()
    for change in record.stateChanges {
      let name = change.key.split(separator: "/").last ?? ""
      guard name.count > 1, words.contains(name) else { continue }
      last[change.key] = change.event
    }
    return Array(OrderedSet(last.values.filter { $0 < record.traceLength }))
  }
}
