import Primitives

/// Which version of a key follows which, as far as it is known.
///
/// The order of a list can be read off it. The order of a register is what the caller knows, or
/// what follows from transactions that read a version and then write the next: such an order may
/// have gaps.
struct VersionOrder {
  /// Pairs of versions; the first is nothing for the state before any write.
  private(set) var successions: [(before: Int?, after: Int)] = []
  /// Whether every pair of versions is ordered, as far as it matters.
  private(set) var isComplete = true
  /// The versions that are known to follow each other in a row.
  private(set) var chain: [Int] = []

  /// The order of a list, read off the longest read; two reads that disagree are given back.
  static func ofList(
    _ record: KeyRecord, isCommitted: [Bool]
  ) -> (order: VersionOrder, disagreement: (KeyRecord.Read, KeyRecord.Read)?) {
    var order = VersionOrder()
    guard let longest = record.reads.max(by: { $0.values.count < $1.values.count }) else {
      order.finish([], record, isCommitted)
      return (order, nil)
    }
    order.finish(longest.values, record, isCommitted)
    let other = record.reads.first { !longest.values.starts(with: $0.values) }
    return (order, other.map { ($0, longest) })
  }

  /// The order of a register that the caller knows.
  static func known(_ values: [Int], _ record: KeyRecord, isCommitted: [Bool]) -> VersionOrder {
    var order = VersionOrder()
    order.finish(values, record, isCommitted)
    let known = Set(values)
    order.isComplete = record.writers.allSatisfy { value, writer in
      !isCommitted[writer] || known.contains(value)
    }
    return order
  }

  /// The order of a register as far as transactions show it.
  static func inferred(
    _ record: KeyRecord, updates: [(before: Int?, after: Int)], isCommitted: [Bool]
  ) -> VersionOrder {
    var order = VersionOrder()
    order.successions = updates
    let followers = Set(updates.map(\.after))
    for (value, writer) in record.writers where isCommitted[writer] && !followers.contains(value) {
      order.successions.append((nil, value))
    }
    var predecessors = Set<Int?>()
    order.isComplete = order.successions.allSatisfy { predecessors.insert($0.before).inserted }
    return order
  }

  private mutating func finish(_ values: [Int], _ record: KeyRecord, _ isCommitted: [Bool]) {
    chain = values
    var last: Int?
    for value in values {
      guard let writer = record.writers[value], isCommitted[writer] else { continue }
      successions.append((last, value))
      last = value
    }
    let known = Set(values)
    var ownLast: [Int: Int] = [:]
    for (value, writer) in record.writers where isCommitted[writer] && !known.contains(value) {
      successions.append((ownLast[writer] ?? last, value))
      ownLast[writer] = value
    }
  }
}
