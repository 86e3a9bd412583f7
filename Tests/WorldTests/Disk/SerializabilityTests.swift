import Engine
import Primitives
import ServiceRuntime
import Testing
import World

/// Drawn workloads under each level, judged by what the level promises.
@Suite struct SerializabilityTests {
  /// The first thing that is not as if transactions had run one after another.
  private func firstDeviation(_ workload: Workload) -> String? {
    var model = SerialModel()
    let order = workload.transactions.sorted { left, right in
      left.position != right.position
        ? left.position < right.position : left.change != nil && right.change == nil
    }
    for transaction in order {
      if let deviation = model.run(transaction) { return deviation }
    }
    let expected = model.contents().joined(separator: " ")
    return expected == workload.bench.contents ? nil : "\(workload.bench.contents) was left"
  }

  @Test func `serializable transactions are as if they had run one after another`() {
    var commits = 0
    var failures = 0
    for seed in 0..<300 as Range<UInt64> {
      let workload = Workload(seed: Seed(seed), level: .serializable)
      #expect(firstDeviation(workload) == nil, "seed \(seed)")
      commits += workload.transactions.count
      failures += workload.failures
    }
    #expect(commits > 5000)
    #expect(failures > 500)
  }

  @Test func `weaker levels deviate from that, so the check can fail`() {
    for level in [IsolationLevel.readCommitted, .snapshot] {
      let deviating = (0..<50 as Range<UInt64>).filter { seed in
        firstDeviation(Workload(seed: Seed(seed), level: level)) != nil
      }
      #expect(deviating.count > 5, "\(level)")
    }
  }

  @Test func `snapshot transactions read one state and never write over one that came later`() {
    for seed in 0..<150 as Range<UInt64> {
      let workload = Workload(seed: Seed(seed), level: .snapshot)
      let writers = workload.transactions.filter { $0.change != nil }
        .sorted { $0.position < $1.position }
      for transaction in workload.transactions {
        var model = SerialModel()
        for earlier in writers where earlier.position <= transaction.begin {
          model.apply(earlier)
        }
        #expect(model.run(transaction) == nil, "seed \(seed)")
        guard let change = transaction.change else { continue }
        for other in writers where other.position > transaction.begin && other.position < change {
          #expect(other.changedKeys.isDisjoint(with: transaction.changedKeys), "seed \(seed)")
        }
      }
    }
  }

  @Test func `read committed reads what is committed at the moment`() {
    for seed in 0..<100 as Range<UInt64> {
      for transaction in Workload(seed: Seed(seed), level: .readCommitted).transactions {
        var own: Set<String> = []
        for action in transaction.actions {
          switch action {
          case .read(let key, let value, let committed):
            if !own.contains(key) { #expect(value == committed, "seed \(seed)") }
          case .write(let key, _):
            own.insert(key)
          case .scan:
            break
          }
        }
      }
    }
  }

  @Test func `a run repeats itself, in full and with the digest alone`() {
    for level in IsolationLevel.allCases {
      let first = Workload(seed: 7, level: level, trace: .full)
      let second = Workload(seed: 7, level: level)
      #expect(first.bench.simulation.digest == second.bench.simulation.digest)
      #expect(first.bench.contents == second.bench.contents)
      let other = Workload(seed: 8, level: level)
      #expect(first.bench.simulation.digest != other.bench.simulation.digest)
    }
  }

  @Test func `connections, versions and locks are given back whatever happens`() {
    for level in IsolationLevel.allCases {
      for seed in 0..<20 as Range<UInt64> {
        let workload = Workload(seed: Seed(seed), level: level)
        let reason = workload.bench.simulation.run()
        #expect(reason == .quiescent)
        #expect(workload.bench.database.historyCount == 0)
      }
    }
  }
}

extension SerialModel {
  /// Takes over what a transaction wrote, whatever it read.
  fileprivate mutating func apply(_ transaction: Workload.Done) {
    var writes = transaction
    writes.actions.removeAll { if case .write = $0 { false } else { true } }
    _ = run(writes)
  }
}
