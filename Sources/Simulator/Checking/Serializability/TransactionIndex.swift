import Primitives

/// Who wrote and who read what, by key, with what one transaction alone gives away.
struct TransactionIndex {
  /// The writer of each value of each key.
  private(set) var keys: OrderedDictionary<String, KeyRecord> = [:]
  /// Anomalies that need no graph.
  private(set) var anomalies: [Anomaly] = []
  /// Reasons why the history cannot be judged.
  private(set) var doubts: [String] = []
  /// Keys of which it cannot be told whose writes were read, so that nothing is said of them.
  private var doubtfulKeys: Set<String> = []
  /// Transactions that count as committed.
  private(set) var isCommitted: [Bool]
  let history: TransactionHistory
  private var counts: [Anomaly.Kind: Int] = [:]
  /// How many anomalies of one kind are kept; a broken store makes one a transaction.
  private static let shownCount = 100

  init(_ history: TransactionHistory) {
    self.history = history
    isCommitted = history.operations.map { operation in
      switch operation.outcome {
      case .succeeded: true
      case .failed, .unknown: false
      }
    }
    for number in history.operations.indices { recordWrites(number) }
    for key in keys.keys where doubtfulKeys.contains(key) { keys[key] = nil }
    for number in history.operations.indices where isCommitted[number] { recordReads(number) }
    commitObserved()
    for number in history.operations.indices where isCommitted[number] { recordUpdates(number) }
  }

  /// What a transaction did: with its reads where it succeeded, else the writes it asked for.
  ///
  /// Keys that cannot be judged are left out.
  func steps(of number: Int) -> [TransactionStep] {
    let all = everyStep(of: number)
    return doubtfulKeys.isEmpty ? all : all.filter { !doubtfulKeys.contains($0.key) }
  }

  private func everyStep(of number: Int) -> [TransactionStep] {
    switch history.operations[number].outcome {
    case .succeeded(let steps): steps
    case .failed, .unknown: history.operations[number].input.filter { $0.written != nil }
    }
  }

  private mutating func recordWrites(_ number: Int) {
    for step in everyStep(of: number) {
      guard let value = step.written else {
        if keys[step.key] == nil { keys[step.key] = KeyRecord(step) }
        continue
      }
      if let doubt = keys[step.key, default: KeyRecord(step)].take(value, of: number, step) {
        doubts.append(doubt)
        doubtfulKeys.insert(step.key)
      }
    }
  }

  private mutating func recordReads(_ number: Int) {
    var views: [String: TransactionView] = [:]
    for step in steps(of: number) {
      let objection = views[step.key, default: TransactionView()].take(step)
      if let objection { add(objection, [number], ["T\(number) did \(step) \(objection.reason)"]) }
    }
    for key in OrderedSet(steps(of: number).map(\.key)) {
      guard let seen = views[key]?.outside else { continue }
      keys[key, default: KeyRecord(isList: false)].reads.append(
        KeyRecord.Read(reader: number, values: seen))
      judge(seen, of: key, by: number)
    }
  }

  /// Judges the values that a transaction saw of others.
  private mutating func judge(_ seen: [Int], of key: String, by reader: Int) {
    guard let record = keys[key] else { return }
    if Set(seen).count < seen.count {
      add(.incompatibleOrder, [reader], ["T\(reader) read \(key) → \(seen), one value twice"])
    }
    for value in seen {
      guard let writer = record.writers[value] else {
        add(.unwrittenRead, [reader], ["T\(reader) read \(value) from \(key); nobody wrote it"])
        continue
      }
      if case .failed = history.operations[writer].outcome {
        add(
          .abortedRead, [writer, reader],
          [
            "T\(reader) read \(value) from \(key), which T\(writer) wrote",
            "T\(writer) was aborted",
          ])
      }
    }
    guard let last = seen.last, let writer = record.writers[last], writer != reader else { return }
    guard let final = record.finals[writer], final != last else { return }
    add(
      .intermediateRead, [writer, reader],
      [
        "T\(reader) read \(last) from \(key), which T\(writer) wrote",
        "T\(writer) wrote \(final) over it later",
      ])
  }

  /// Counts transactions of unknown outcome as committed when somebody saw their values.
  private mutating func commitObserved() {
    for record in keys.values {
      for value in record.reads.lazy.flatMap(\.values) {
        guard let writer = record.writers[value] else { continue }
        if history.operations[writer].isUnknown { isCommitted[writer] = true }
      }
    }
  }

  /// Finds versions that several transactions read and then replaced.
  private mutating func recordUpdates(_ number: Int) {
    var seen: [String: [Int]] = [:]
    for step in steps(of: number) {
      switch step {
      case .readList(let key, let list): seen[key] = seen[key] ?? list
      case .read(let key, let value): seen[key] = seen[key] ?? (value.map { [$0] } ?? [])
      case .append(let key, let value), .write(let key, let value):
        guard let version = seen[key] else {
          seen[key] = [value]
          continue
        }
        let known = keys[key, default: KeyRecord(step)].updates[version.last]
        guard let known, known != number else {
          keys[key, default: KeyRecord(step)].updates[version.last] = number
          continue
        }
        let old = version.last.map { "\($0)" } ?? "nothing"
        add(
          .lostUpdate, [known, number],
          [
            "T\(known) and T\(number) both read \(old) from \(key)", "each then wrote over it",
          ])
      }
    }
  }

  private mutating func add(_ kind: Anomaly.Kind, _ transactions: [Int], _ sentences: [String]) {
    let found = Anomaly(
      kind: kind, order: .data, transactions: transactions, sentences: sentences)
    guard counts[kind, default: 0] < TransactionIndex.shownCount, !anomalies.contains(found) else {
      return
    }
    counts[kind, default: 0] += 1
    anomalies.append(found)
  }
}

/// The writes to and reads of one key.
struct KeyRecord {
  /// Whether the key holds a list that is appended to.
  var isList: Bool
  /// The writer of each value.
  var writers: OrderedDictionary<Int, Int> = [:]
  /// The last value that each writer wrote.
  var finals: [Int: Int] = [:]
  /// What committed transactions saw of others.
  var reads: [Read] = []
  /// Who first replaced a version it had read, by the version.
  var updates: [Int?: Int] = [:]

  /// A record without reads and writes.
  init(isList: Bool) { self.isList = isList }

  /// A record of the kind that a step calls for.
  init(_ step: TransactionStep) { isList = step.isOnList }

  /// Takes in a write and says what makes the history impossible to judge, if anything does.
  mutating func take(_ value: Int, of writer: Int, _ step: TransactionStep) -> String? {
    defer {
      writers[value] = writer
      finals[writer] = value
    }
    if writers[value] != nil { return "\(value) was written to \(step.key) twice" }
    return isList == step.isOnList ? nil : "\(step.key) is a list and a register"
  }

  /// What one transaction saw: for a register one value at most.
  struct Read {
    let reader: Int
    let values: [Int]
  }
}

extension TransactionStep {
  var isOnList: Bool {
    switch self {
    case .append, .readList: true
    case .write, .read: false
    }
  }
}

extension Anomaly.Kind {
  /// Why a step contradicts its own transaction.
  fileprivate var reason: String {
    self == .internalWrite ? "without its own write" : "though it had seen another value before"
  }
}
