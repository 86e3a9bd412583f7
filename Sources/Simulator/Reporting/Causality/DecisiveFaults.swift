import Checking
import Engine
package import Harness
import Primitives

/// The faults that a violation needed: without them the same run keeps the law.
///
/// Nothing is guessed: the run is made again without a fault, and determinism makes the answer
/// exact. Everything else about the run stays as it was, for every draw has an address of its own.
package struct DecisiveFaults {
  /// Runs the same scenario and seed again without some of its faults.
  package typealias Rerun = (Set<String>) -> RunRecord

  /// The ids of the faults, together enough; empty when the run needs none.
  package let ids: [String]
  /// Their strikes before the violation.
  package let events: [Int]
  /// Whether each of them by itself is needed; otherwise only all of them together.
  package let isEachNeeded: Bool
  /// How many faults of the causal past were tried, and how many there were.
  package let tried: (count: Int, of: Int)

  /// The most faults that are tried one by one.
  private static let most = 12

  init(_ record: RunRecord, _ report: PropertyReport, cone: Cone, rerun: Rerun) {
    let strikes = DecisiveFaults.strikes(record, cone)
    let candidates = Array(strikes.keys.reversed().prefix(DecisiveFaults.most))
    func holds(without ids: Set<String>) -> Bool {
      !rerun(ids).reports.contains { $0.id == report.id && $0.verdict.isViolated }
    }
    var found = candidates.filter { holds(without: [$0]) }
    isEachNeeded = !found.isEmpty
    if found.isEmpty, candidates.count > 1, holds(without: Set(candidates)) { found = candidates }
    ids = found
    events = found.flatMap { strikes[$0] ?? [] }.sorted()
    tried = (candidates.count, strikes.count)
  }

  /// The strikes of each fault in a cone, by its id.
  private static func strikes(
    _ record: RunRecord, _ cone: Cone
  ) -> OrderedDictionary<String, [Int]> {
    var result = OrderedDictionary<String, [Int]>()
    for event in cone.events where record.trace.events[event].kind == .faultStruck {
      let text = record.trace.text(record.trace.events[event].text)
      result[StandingFaults.parts(text).id, default: []].append(event)
    }
    return result
  }

  /// What it took, in a sentence.
  package var sentence: String {
    let names = ids.joined(separator: ", ")
    if ids.isEmpty {
      return tried.of == 0
        ? "It took no fault: the order in which ordinary things happened was enough."
        : "No single fault decides it: without any one of them the law is broken all the same."
    }
    if ids.count == 1 { return "Without the fault \(names) the same run keeps this law." }
    return isEachNeeded
      ? "It takes each of the faults \(names): without any one of them the run keeps this law."
      : "Without the faults \(names) together the same run keeps this law; one alone is not enough."
  }
}
