/// Something in a history of transactions that some isolation level forbids.
package struct Anomaly: Equatable, Sendable {
  /// What it is.
  package let kind: Kind
  /// What orders transactions in it besides their reads and writes.
  package let order: Order
  /// The transactions that take part, by number; in a cycle each comes before the next.
  package let transactions: [Int]
  /// What happened, a sentence a step; in a cycle one for each dependency.
  package let sentences: [String]

  /// The names used in the literature, after Adya and after the Elle checker.
  package enum Kind: String, CaseIterable, Sendable {
    /// A read of a value that nobody wrote.
    case unwrittenRead = "unwritten-read"
    /// Two reads of one list that cannot both be beginnings of the same one.
    case incompatibleOrder = "incompatible-order"
    /// A transaction that does not see its own write.
    case internalWrite = "internal"
    /// A transaction that reads twice and sees two values, though it wrote nothing between.
    case unrepeatableRead = "unrepeatable-read"
    /// A write on top of one that was not committed.
    case dirtyWrite = "dirty-write"
    /// A read of what an aborted transaction wrote.
    case abortedRead = "G1a"
    /// A read of a value that its own transaction wrote over.
    case intermediateRead = "G1b"
    /// Two transactions that read one version and both replace it.
    case lostUpdate = "lost-update"
    /// A cycle of writes over writes.
    case writeCycle = "G0"
    /// A cycle of writes over writes and reads of writes.
    case circularInformation = "G1c"
    /// A cycle with exactly one read of a value that was then written over.
    case singleAntiDependency = "G-single"
    /// A cycle with several such reads, no two of them in a row.
    case nonadjacentAntiDependencies = "G-nonadjacent"
    /// A cycle with two or more such reads.
    case antiDependencyCycle = "G2-item"
  }

  /// What orders transactions in a cycle besides their reads and writes.
  package enum Order: Int, Sendable {
    /// Nothing does.
    case data
    /// One client's transactions follow each other.
    case session
    /// One ended before the other began.
    case realTime
  }

  /// The name, with the order it rests on: `G-single through real time`.
  package var name: String {
    switch order {
    case .data: kind.rawValue
    case .session: "\(kind.rawValue) through session order"
    case .realTime: "\(kind.rawValue) through real time"
    }
  }
}
