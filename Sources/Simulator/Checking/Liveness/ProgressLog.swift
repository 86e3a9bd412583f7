package import Primitives

/// What a system did while progress was demanded of it: work done, and the state it was in.
package struct ProgressLog: Equatable, Sendable {
  /// The observations, in order of time.
  package private(set) var entries: [Entry] = []

  /// A log without observations.
  package init() {}

  /// Adds an observation.
  ///
  /// The digest must leave out what counts without end, such as clocks and sequence numbers, or
  /// no state ever comes again.
  package mutating func add(_ instant: Instant, work: Int, state: Digest) {
    precondition(
      entries.last.map { $0.instant <= instant } ?? true,
      "observations come in order of time, not \(instant) after \(entries.last?.instant ?? .zero)")
    entries.append(Entry(instant: instant, work: work, state: state))
  }

  /// The last stretch in which the same state came again without any work being done.
  ///
  /// A system that only stands still shows no other state in between and does not repeat.
  var repetition: Repetition? {
    guard let last = entries.last else { return nil }
    let idle = entries.suffix(while: { $0.work == last.work })
    var firstSeen: [Digest: Int] = [:]
    for position in idle.indices {
      guard let earlier = firstSeen[idle[position].state] else {
        firstSeen[idle[position].state] = position
        continue
      }
      let between = idle[earlier...position]
      guard between.contains(where: { $0.state != idle[position].state }) else { continue }
      return Repetition(
        from: idle[earlier].instant, to: idle[position].instant,
        states: Set(between.map(\.state)).count)
    }
    return nil
  }

  /// How much work was done between the first and the last observation.
  var work: Int { (entries.last?.work ?? 0) - (entries.first?.work ?? 0) }

  /// One observation.
  package struct Entry: Equatable, Sendable {
    /// When.
    package let instant: Instant
    /// Pieces of work done so far.
    package let work: Int
    /// The state, as a fingerprint.
    package let state: Digest
  }

  /// A state that came again.
  struct Repetition: Equatable {
    let from: Instant
    let to: Instant
    let states: Int
  }
}

extension Array {
  /// The longest end of the array whose elements all meet a condition.
  fileprivate func suffix(while condition: (Element) -> Bool) -> ArraySlice<Element> {
    var start = endIndex
    while start > startIndex, condition(self[start - 1]) { start -= 1 }
    return self[start...]
  }
}
