import Checking

/// Judges a small history of transactions by trying every order.
struct SerializabilityOracle {
  let operations: [Operation<[TransactionStep], [TransactionStep]>]
  let followsRealTime: Bool

  init(_ history: TransactionHistory, followsRealTime: Bool) {
    operations = history.operations
    self.followsRealTime = followsRealTime
  }

  func isSerializable() -> Bool {
    var needed: [Int] = []
    var unknown: [Int] = []
    for (number, operation) in operations.enumerated() {
      switch operation.outcome {
      case .succeeded: needed.append(number)
      case .failed: break
      case .unknown: unknown.append(number)
      }
    }
    return (0..<(1 << unknown.count)).contains { choice in
      let chosen = unknown.indices.filter { choice & (1 << $0) != 0 }.map { unknown[$0] }
      return explore(needed + chosen, [:])
    }
  }

  private func explore(_ rest: [Int], _ store: [String: [Int]]) -> Bool {
    if rest.isEmpty { return true }
    return rest.contains { candidate in
      if followsRealTime, rest.contains(where: { operations[$0].precedes(operations[candidate]) }) {
        return false
      }
      guard let next = replay(candidate, store) else { return false }
      return explore(rest.filter { $0 != candidate }, next)
    }
  }

  private func replay(_ number: Int, _ store: [String: [Int]]) -> [String: [Int]]? {
    var (steps, isKnown) = (operations[number].input, false)
    if case .succeeded(let seen) = operations[number].outcome { (steps, isKnown) = (seen, true) }
    var store = store
    for step in steps {
      switch step {
      case .append(let key, let value): store[key, default: []].append(value)
      case .write(let key, let value): store[key] = [value]
      case .readList(let key, let list): if isKnown, store[key] ?? [] != list { return nil }
      case .read(let key, let value): if isKnown, store[key]?.last != value { return nil }
      }
    }
    return store
  }
}
