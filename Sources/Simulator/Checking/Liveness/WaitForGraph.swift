package import Primitives

/// Who waits for what, and who could end the wait.
///
/// Parties are hosts, processes, sagas or locks: anything that waits or is waited for. A fault is
/// something outside the healthy core that keeps a party from ever acting again.
package struct WaitForGraph: Equatable, Sendable {
  /// The waits, in the order in which they were added.
  package private(set) var waits: [Wait] = []
  /// The fault that keeps a party from acting, by party.
  package private(set) var faults: OrderedDictionary<String, String> = [:]

  /// A graph in which nobody waits.
  package init() {}

  /// Adds a wait.
  package mutating func add(_ wait: Wait) { waits.append(wait) }

  /// Says that a fault keeps a party from acting for good.
  package mutating func block(_ party: String, by fault: String) { faults[party] = fault }

  /// One party that cannot go on.
  package struct Wait: Equatable, Sendable {
    /// Who waits.
    package let waiter: String
    /// For what, in words.
    package let subject: String
    /// Who could end the wait.
    package let resolvers: [String]
    /// How many of them must act: one for a reply, a majority for a quorum.
    package let needed: Int
    /// Since when.
    package let since: Instant
    /// The position in the trace of its beginning.
    package let event: Int

    /// A wait that so many of the resolvers can end together.
    ///
    /// - Precondition: the number needed is at least one.
    package init(
      _ waiter: String, for subject: String, from resolvers: [String], needed: Int = 1,
      since: Instant, event: Int = 0
    ) {
      precondition(needed >= 1, "a wait needs at least one party to end it, not \(needed)")
      self.waiter = waiter
      self.subject = subject
      self.resolvers = resolvers
      self.needed = needed
      self.since = since
      self.event = event
    }

    /// The wait in words.
    package var sentence: String {
      guard !resolvers.isEmpty else {
        return "\(waiter) waits for \(subject), which nobody will bring, since \(since)"
      }
      let count = needed > 1 ? "\(needed) of " : ""
      let whom = resolvers.joined(separator: ", ")
      return "\(waiter) waits for \(subject) from \(count)\(whom) since \(since)"
    }
  }

  /// The parties that can act sooner or later, with or without the faults.
  ///
  /// A party can act when no fault blocks it and each of its waits can be ended by enough parties
  /// that can act; the least set of which this is true.
  func able(ignoringFaults: Bool) -> Set<String> {
    var able = Set<String>()
    let waiting = Dictionary(grouping: waits, by: \.waiter)
    let parties = OrderedSet(waits.flatMap { [$0.waiter] + $0.resolvers })
    var hasGrown = true
    while hasGrown {
      hasGrown = false
      for party in parties where !able.contains(party) {
        if !ignoringFaults, faults[party] != nil { continue }
        let isFree = (waiting[party] ?? []).allSatisfy { wait in
          wait.resolvers.count { able.contains($0) } >= wait.needed
        }
        guard isFree else { continue }
        able.insert(party)
        hasGrown = true
      }
    }
    return able
  }
}
