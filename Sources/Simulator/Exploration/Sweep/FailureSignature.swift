import Checking
package import Harness
import Primitives
import World

/// What two failures have in common when they have one cause, as far as can be told from outside.
///
/// The law that was broken, whose host broke it, what kind of event showed it, and the kind of
/// fault that had struck last. Times, numbers of replicas and names of clients are left out.
package struct FailureSignature: Hashable, Sendable {
  /// The law, or `no-crash` for a run that its own code brought down.
  package let property: String
  /// The service or client whose host showed it; empty where it belongs to no single place.
  package let place: String
  /// The kind of event that showed it, or how the process of the run ended.
  ///
  /// Events are `commit`, `operation`, `rest`, `deadline` and `end`.
  package let event: String
  /// The kind of the last fault that had struck by then; empty where none had.
  package let fault: String

  /// A signature of the given parts.
  package init(property: String, place: String, event: String, fault: String) {
    self.property = property
    self.place = place
    self.event = event
    self.fault = fault
  }

  /// The signature of the first law that a run broke; nothing when it broke none.
  package init?(_ record: RunRecord) {
    guard let report = record.firstViolation, let evidence = report.verdict.evidence else {
      return nil
    }
    let struck = record.faultTallies.compactMap { tally -> (when: Int64, kind: String)? in
      guard let first = tally.firstStrike, let last = tally.lastStrike, first <= evidence.when
      else { return nil }
      return ((last <= evidence.when ? last : first).nanoseconds, tally.kind.rawValue)
    }
    property = report.id
    place = FailureSignature.owner(of: evidence.location)
    event = FailureSignature.event(report.kind, at: evidence.location)
    fault = struck.max { $0.when < $1.when }?.kind ?? ""
  }

  /// The service of a host's name, `client` for any client.
  private static func owner(of host: String) -> String {
    if host.hasPrefix("client-") { return "client" }
    guard let dash = host.lastIndex(of: "-"), Int(host[host.index(after: dash)...]) != nil else {
      return host
    }
    return String(host[..<dash])
  }

  private static func event(_ kind: PropertyKind, at location: String) -> String {
    switch kind {
    case .eventually: return "deadline"
    case .atEnd: return "end"
    case .afterQuiescence: return "rest"
    case .always, .never, .sometimes:
      if location.isEmpty { return "end" }
      return location.hasPrefix("client-") ? "operation" : "commit"
    }
  }
}

extension FailureSignature: CustomStringConvertible {
  /// The parts that say something, with slashes between them.
  package var description: String {
    [property, place, event, fault].filter { !$0.isEmpty }.joined(separator: " / ")
  }
}
