import Engine
import Primitives
import ServiceRuntime
import World

/// Many concurrent transactions drawn from the seed, with everything that each read and wrote.
final class Workload {
  let bench: StoreBench
  let level: IsolationLevel
  private(set) var transactions: [Done] = []
  private(set) var failures = 0
  private let store: SimulatedStore
  private var lastChange: UInt64 = 0
  private var noticeOfWriter: [Int: ChangeNotice] = [:]

  /// A transaction that committed.
  struct Done {
    let id: Int
    /// The last change of the contents before it began.
    let begin: UInt64
    /// Its own change of the contents; nothing when it only read.
    var change: UInt64?
    /// The keys that its change touched.
    var changedKeys: Set<String> = []
    var actions: [Action] = []

    /// Where it stands among transactions that run one after another.
    var position: UInt64 { change ?? begin }
  }

  /// Something that a transaction did, and what it saw.
  enum Action {
    case read(String, Int?, committed: Int?)
    case scan(KeyRange, [String])
    case write(String, Int?)
  }

  init(seed: Seed, level: IsolationLevel, trace: TraceLevel = .digest) {
    let (tasks, rounds) = (6, 8)
    bench = StoreBench(
      seed: seed,
      profile: DiskProfile(
        commitLatency: .uniform(.zero, .milliseconds(2)),
        syncLatency: .exponential(mean: .milliseconds(2))),
      policy: .randomOrder, level: trace)
    self.level = level
    bench.fill(["k0": 0, "k2": 0, "k4": 0])
    store = bench.store(StoreSettings(isolation: level, connections: 5))
    lastChange = 1
    bench.database.observe { notice in
      self.lastChange = notice.number
      for change in notice.changes {
        let id = change.values(in: self.bench.stock)?.new ?? 0
        if id > 0 { self.noticeOfWriter[id] = notice }
      }
    }
    for task in 0..<tasks {
      bench.task("t\(task)") {
        for round in 0..<rounds { await self.perform(1 + task * rounds + round) }
      }
    }
    bench.simulation.run()
    for index in transactions.indices {
      let notice = noticeOfWriter[transactions[index].id]
      transactions[index].change = notice?.number
      transactions[index].changedKeys = Set(notice?.changes.map(\.key) ?? [])
    }
  }

  private func perform(_ id: Int) async {
    var stream = bench.simulation.streams.stream(
      .workload, at: "t", purpose: "actions", occurrence: UInt64(id))
    do {
      let transaction = try await store.begin(TransactionOptions())
      var done = Done(id: id, begin: lastChange)
      do {
        for _ in 0..<(2 + stream.below(3)) {
          await bench.pause(Int(stream.below(3)))
          done.actions.append(try await act(transaction, id, &stream))
        }
        if done.actions.contains(where: { if case .write = $0 { true } else { false } }) {
          try await transaction.put(bench.stock, "last-\(id % 3)", id)
          done.actions.append(.write("last-\(id % 3)", id))
        }
        try await transaction.commit()
        transactions.append(done)
      } catch {
        transaction.rollback()
        failures += 1
      }
    } catch {
      failures += 1
    }
  }

  private func act(
    _ transaction: any StoreTransaction, _ id: Int, _ stream: inout RandomStream
  ) async throws -> Action {
    let key = "k\(stream.below(6))"
    switch stream.below(8) {
    case 0..<4:
      let value = try await transaction.get(bench.stock, key)
      return .read(key, value, committed: bench.database.value(of: bench.stock, key))
    case 4:
      let range = KeyRange(lower: key, upper: "k\(stream.below(6))")
      let found = try await transaction.list(bench.stock, range)
      return .scan(range, found.map { "\($0.key)=\($0.value)" })
    case 5:
      let value = try await transaction.get(bench.stock, key)
      guard value != nil else { return .read(key, nil, committed: nil) }
      try await transaction.remove(bench.stock, key)
      return .write(key, nil)
    default:
      try await transaction.put(bench.stock, key, id)
      return .write(key, id)
    }
  }
}

/// The contents as one transaction after another would leave them.
struct SerialModel {
  private var values: [String: Int] = ["k0": 0, "k2": 0, "k4": 0]

  /// Runs a transaction and names the first thing that it saw otherwise.
  mutating func run(_ transaction: Workload.Done, writes: Bool = true) -> String? {
    let before = values
    defer { if !writes { values = before } }
    for action in transaction.actions {
      switch action {
      case .read(let key, let value, _):
        if values[key] != value {
          return "\(transaction.id) read \(key)=\(value ?? -1), expected \(values[key] ?? -1)"
        }
      case .scan(let range, let found):
        let expected = contents { range.contains($0) }
        if expected != found { return "\(transaction.id) found \(found), expected \(expected)" }
      case .write(let key, let value):
        values[key] = value
      }
    }
    return nil
  }

  /// The contents in order of keys.
  func contents(where isWanted: (String) -> Bool = { _ in true }) -> [String] {
    values.keys.filter(isWanted).sorted().map { "\($0)=\(values[$0] ?? -1)" }
  }
}
