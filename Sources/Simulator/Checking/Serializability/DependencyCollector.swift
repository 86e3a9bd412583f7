import Primitives

/// Turns the reads and writes of a history into dependencies between its transactions.
struct DependencyCollector {
  private(set) var dependencies: [Dependency] = []
  /// Anomalies seen on the way, in the order of the versions of one key.
  private(set) var anomalies: [Anomaly] = []
  /// Keys whose versions are not fully ordered.
  private(set) var openKeys: [String] = []
  private let index: TransactionIndex

  init(_ index: TransactionIndex, versionOrder: OrderedDictionary<String, [Int]>) {
    self.index = index
    let updates = DependencyCollector.updates(index)
    for (key, record) in index.keys {
      let order: VersionOrder
      if record.isList {
        let (read, disagreement) = VersionOrder.ofList(record, isCommitted: index.isCommitted)
        order = read
        if let disagreement { report(disagreement, of: key) }
      } else if let known = versionOrder[key] {
        order = .known(known, record, isCommitted: index.isCommitted)
      } else {
        order = .inferred(
          record, updates: updates[key, default: []], isCommitted: index.isCommitted)
      }
      if !order.isComplete { openKeys.append(key) }
      findDirtyWrites(in: order.chain, key, record)
      collect(order, key, record)
    }
  }

  /// Adds the order in which each client's transactions follow each other.
  mutating func addSessions() {
    var last: [Int: Int] = [:]
    for (number, operation) in index.history.operations.enumerated() {
      guard index.isCommitted[number] else { continue }
      if let earlier = last[operation.client],
        index.history.operations[earlier].precedes(operation)
      {
        add(earlier, number, .session)
      }
      last[operation.client] = number
    }
  }

  /// Adds what had ended before what began, leaving out what follows from the rest.
  mutating func addRealTime() {
    let operations = index.history.operations
    var moments = [Int](repeating: -1, count: index.history.momentCount)
    for number in operations.indices where index.isCommitted[number] {
      moments[Int(operations[number].start)] = number
      if operations[number].end != .max { moments[Int(operations[number].end)] = number }
    }
    var frontier: [Int] = []
    for (moment, number) in moments.enumerated() where number >= 0 {
      if moment == Int(operations[number].start) {
        for earlier in frontier { add(earlier, number, .realTime) }
      } else {
        frontier.removeAll { operations[$0].precedes(operations[number]) }
        frontier.append(number)
      }
    }
  }

  private mutating func collect(_ order: VersionOrder, _ key: String, _ record: KeyRecord) {
    var readers: [Int?: [Int]] = [:]
    for read in record.reads {
      readers[read.values.last, default: []].append(read.reader)
      guard let value = read.values.last, let writer = record.writers[value] else { continue }
      guard index.isCommitted[writer] else { continue }
      add(writer, read.reader, .writeRead, key, value, value)
    }
    for (before, after) in order.successions {
      guard let writer = record.writers[after] else { continue }
      if let before, let earlier = record.writers[before], index.isCommitted[earlier] {
        add(earlier, writer, .writeWrite, key, before, after)
      }
      for reader in readers[before] ?? [] {
        add(reader, writer, .readWrite, key, before, after)
      }
    }
  }

  private mutating func add(
    _ from: Int, _ to: Int, _ kind: DependencyKind, _ key: String = "", _ before: Int? = nil,
    _ after: Int? = nil
  ) {
    guard from != to else { return }
    dependencies.append(
      Dependency(from: from, to: to, kind: kind, key: key, before: before, after: after))
  }

  private mutating func findDirtyWrites(in chain: [Int], _ key: String, _ record: KeyRecord) {
    var left = Set<Int>()
    var previous: (value: Int, writer: Int)?
    for value in chain {
      guard let writer = record.writers[value] else { continue }
      if let previous, previous.writer != writer {
        left.insert(previous.writer)
        let isUnder = isAborted(previous.writer) && !isAborted(writer)
        if isUnder || left.contains(writer) {
          let reason =
            isUnder
            ? "T\(previous.writer) was aborted"
            : "T\(writer) had written to \(key) before T\(previous.writer) did"
          anomalies.append(
            Anomaly(
              kind: .dirtyWrite, order: .data, transactions: [previous.writer, writer],
              sentences: [
                "T\(writer) wrote \(value) to \(key) over \(previous.value) of T\(previous.writer)",
                reason,
              ]))
        }
      }
      previous = (value, writer)
    }
  }

  private func isAborted(_ number: Int) -> Bool {
    switch index.history.operations[number].outcome {
    case .failed: true
    case .succeeded, .unknown: false
    }
  }

  private mutating func report(
    _ disagreement: (KeyRecord.Read, KeyRecord.Read), of key: String
  ) {
    let (one, other) = disagreement
    anomalies.append(
      Anomaly(
        kind: .incompatibleOrder, order: .data, transactions: [one.reader, other.reader],
        sentences: [
          "T\(one.reader) read \(key) → \(one.values)",
          "T\(other.reader) read \(key) → \(other.values), which does not begin like it",
        ]))
  }

  /// What each transaction read of a register before writing, and its writes in a row.
  private static func updates(_ index: TransactionIndex) -> [String: [(before: Int?, after: Int)]] {
    var updates: [String: [(before: Int?, after: Int)]] = [:]
    for number in index.history.operations.indices where index.isCommitted[number] {
      var last: [String: Int?] = [:]
      for step in index.steps(of: number) {
        switch step {
        case .append, .readList: break
        case .read(let key, let value): last[key] = .some(value)
        case .write(let key, let value):
          if let before = last[key] { updates[key, default: []].append((before, value)) }
          last[key] = .some(value)
        }
      }
    }
    return updates
  }
}
