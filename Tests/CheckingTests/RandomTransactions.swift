import Checking
import Primitives

/// Makes small histories of transactions that run on a store with little or no isolation.
struct RandomTransactions {
  let isOnLists: Bool
  private(set) var history = TransactionHistory()
  private var store: [String: [Int]] = [:]
  private var nextValue = 1

  init(isOnLists: Bool) { self.isOnLists = isOnLists }

  static func next(isOnLists: Bool, _ generator: inout SeededGenerator) -> TransactionHistory {
    var maker = RandomTransactions(isOnLists: isOnLists)
    maker.run(&generator)
    return maker.history
  }

  private mutating func run(_ generator: inout SeededGenerator) {
    var waiting = 2 + generator.below(4)
    var open = [Open?](repeating: nil, count: 3)
    var time: Int64 = 0
    while waiting > 0 || open.contains(where: { $0 != nil }) {
      time += 1
      let client = generator.below(open.count)
      guard var current = open[client] else {
        guard waiting > 0 else { continue }
        waiting -= 1
        let steps = plan(&generator)
        let number = history.invoke(client, steps, at: Instant(nanoseconds: time))
        open[client] = Open(number: number, plan: steps, snapshot: store)
        continue
      }
      if current.seen.count < current.plan.count {
        let hops = generator.oneIn(3) ? 1 : current.plan.count
        for _ in 0..<hops where current.seen.count < current.plan.count {
          carryOut(&current, &generator)
        }
        open[client] = current
      } else {
        finish(current, Instant(nanoseconds: time), &generator)
        open[client] = nil
      }
    }
  }

  private mutating func plan(_ generator: inout SeededGenerator) -> [TransactionStep] {
    (0..<(1 + generator.below(3))).map { _ in
      let key = ["x", "y"][generator.below(2)]
      if generator.oneIn(2) { return isOnLists ? .readList(key, []) : .read(key, nil) }
      nextValue += 1
      return isOnLists ? .append(key, nextValue) : .write(key, nextValue)
    }
  }

  private mutating func carryOut(_ open: inout Open, _ generator: inout SeededGenerator) {
    let step = open.plan[open.seen.count]
    let isStale = generator.oneIn(6)
    let view = isStale ? open.snapshot : store
    switch step {
    case .append(let key, let value):
      store[key, default: []].append(value)
      open.seen.append(step)
    case .write(let key, let value):
      store[key] = [value]
      open.seen.append(step)
    case .readList(let key, _): open.seen.append(.readList(key, view[key] ?? []))
    case .read(let key, _): open.seen.append(.read(key, view[key]?.last))
    }
  }

  private mutating func finish(
    _ open: Open, _ instant: Instant, _ generator: inout SeededGenerator
  ) {
    switch generator.below(12) {
    case 0:
      if isOnLists, !generator.oneIn(4) {
        for step in open.plan {
          guard let value = step.written else { continue }
          store[step.key]?.removeAll { $0 == value }
        }
      }
      history.end(open.number, .failed, at: instant)
    case 1: history.end(open.number, .unknown, at: instant)
    default: history.end(open.number, .succeeded(open.seen), at: instant)
    }
  }

  private struct Open {
    let number: Int
    let plan: [TransactionStep]
    let snapshot: [String: [Int]]
    var seen: [TransactionStep] = []
  }
}
