import LiveRuntime
import Primitives
import ServiceRuntime
import Testing

/// The store in memory, used from one actor as a process uses it.
private actor StoreBench {
  static let table = Table<Int>("numbers")

  /// Runs a body beside a fresh store.
  func run<Result: Sendable>(
    _ isolation: IsolationLevel, lockTimeout: Duration = .seconds(600),
    _ body: @Sendable (MemoryStore) async throws -> Result
  ) async throws -> Result {
    let store = try MemoryStore(isolation: isolation, lockTimeout: lockTimeout)
    try await store.transaction { transaction in
      for key in ["a", "b"] { try await transaction.insert(Self.table, key, 0) }
    }
    return try await body(store)
  }

  /// Runs several bodies side by side in this actor.
  func concurrently(_ count: Int, _ body: @escaping @Sendable (Int) async -> Void) async {
    let tasks = (0..<count).map { number in Task { await self.perform(number, body) } }
    for task in tasks { await task.value }
  }

  private func perform(_ number: Int, _ body: @Sendable (Int) async -> Void) async {
    // The compiler leaves out the way into an actor whose method begins by awaiting a closure.
    preconditionIsolated()
    await body(number)
  }
}

/// A store on its way to tasks of the same actor.
private struct Shared: @unchecked Sendable {
  let store: MemoryStore
}

@Suite struct MemoryStoreTests {
  private let table = StoreBench.table
  private let bench = StoreBench()

  private func code(_ body: () async throws -> Void) async -> StoreError.Code? {
    do {
      try await body()
      return nil
    } catch {
      return (error as? StoreError)?.code
    }
  }

  @Test func `a transaction sees its own writes and others see them after the commit`() async throws
  {
    for isolation in IsolationLevel.allCases {
      try await bench.run(isolation) { store in
        let writer = try await store.begin(TransactionOptions())
        try await writer.put(table, "a", 1)
        try await writer.insert(table, "c", 3)
        try await writer.remove(table, "b")
        #expect(try await writer.list(table).map(\.key) == ["a", "c"])
        #expect(try await store.transaction { try await $0.list(table).map(\.value) } == [0, 0])
        try await writer.commit()
        let after = try await store.transaction { try await $0.list(table) }
        #expect(after.map(\.key) == ["a", "c"] && after.map(\.value) == [1, 3])
      }
    }
  }

  @Test func `a rollback leaves nothing, and an ended transaction does nothing more`() async throws
  {
    try await bench.run(.readCommitted) { store in
      let transaction = try await store.begin(TransactionOptions())
      try await transaction.insert(table, "c", 3)
      transaction.rollback()
      transaction.rollback()
      #expect(await code { try await transaction.commit() } == .closed)
      #expect(await code { _ = try await transaction.get(table, "a") } == .closed)
      #expect(try await store.transaction { try await $0.get(table, "c") } == nil)
      #expect(store.rowCount == 2)
    }
  }

  @Test func `conditions on the present record are kept`() async throws {
    try await bench.run(.serializable) { store in
      try await store.transaction { transaction in
        #expect(await code { try await transaction.insert(table, "a", 1) } == .conflict)
        #expect(await code { try await transaction.update(table, "z", 1) } == .conflict)
        try await transaction.update(table, "a", 2)
        try await transaction.remove(table, "b")
        try await transaction.insert(table, "b", 3)
      }
      #expect(try await store.transaction { try await $0.list(table).map(\.value) } == [2, 3])
    }
  }

  @Test func `read committed sees what is new, snapshot and serializable do not`() async throws {
    for isolation in IsolationLevel.allCases {
      try await bench.run(isolation) { store in
        let reader = try await store.begin(TransactionOptions())
        #expect(try await reader.get(table, "a") == 0)
        try await store.transaction { transaction in
          try await transaction.put(table, "a", 1)
          try await transaction.insert(table, "c", 1)
        }
        let isNew = isolation == .readCommitted
        #expect(try await reader.get(table, "a") == (isNew ? 1 : 0))
        #expect(try await reader.list(table).count == (isNew ? 3 : 2))
        try await reader.commit()
      }
    }
  }

  @Test func `a snapshot is kept from a writer that has none, and one from many`() async throws {
    for isolation in IsolationLevel.allCases {
      try await bench.run(isolation) { store in
        let reader = try await store.begin(TransactionOptions(isolation: .snapshot))
        for value in 1...3 {
          let ended = try await store.begin(TransactionOptions(isolation: .snapshot))
          try await store.transaction { try await $0.put(table, "a", value) }
          #expect(try await ended.get(table, "a") == value - 1)
          ended.rollback()
        }
        try await store.transaction { try await $0.remove(table, "b") }
        #expect(try await reader.get(table, "a") == 0)
        #expect(try await reader.list(table).map(\.value) == [0, 0])
        #expect(store.rowCount == 2)
        try await reader.commit()
        #expect(store.rowCount == 1)
        #expect(try await store.transaction { try await $0.get(table, "a") } == 3)
      }
    }
  }

  @Test func `the first committer wins over a snapshot`() async throws {
    for isolation in [IsolationLevel.snapshot, .serializable] {
      try await bench.run(isolation) { store in
        let late = try await store.begin(TransactionOptions())
        try await store.transaction { try await $0.put(table, "a", 1) }
        #expect(await code { try await late.put(table, "a", 2) } == .serialization)
        #expect(await code { try await late.commit() } == .closed)
        #expect(try await store.transaction { try await $0.get(table, "a") } == 1)
      }
    }
  }

  @Test func `write skew passes under snapshot and is refused under serializable`() async throws {
    for (isolation, expected) in [
      (IsolationLevel.snapshot, nil), (.serializable, StoreError.Code.serialization),
    ] {
      try await bench.run(isolation) { store in
        let one = try await store.begin(TransactionOptions())
        let other = try await store.begin(TransactionOptions())
        _ = try await one.get(table, "b")
        _ = try await other.get(table, "a")
        try await one.put(table, "a", 1)
        try await other.put(table, "b", 1)
        try await one.commit()
        #expect(await code { try await other.commit() } == expected)
      }
    }
  }

  @Test func `a serializable scan notices rows that came, up to its limit only`() async throws {
    for (limit, expected) in [(Int.max, StoreError.Code.serialization), (1, nil)] {
      try await bench.run(.serializable) { store in
        let counter = try await store.begin(TransactionOptions())
        _ = try await counter.list(table, limit: limit)
        try await counter.put(table, "sum", 2)
        try await store.transaction { try await $0.insert(table, "c", 1) }
        #expect(await code { try await counter.commit() } == expected)
      }
    }
  }

  @Test func `absence is part of what a serializable transaction has read`() async throws {
    try await bench.run(.serializable) { store in
      let first = try await store.begin(TransactionOptions())
      #expect(try await first.get(table, "x") == nil)
      try await first.put(table, "a", 1)
      try await store.transaction { try await $0.insert(table, "x", 1) }
      #expect(await code { try await first.commit() } == .serialization)
    }
  }

  @Test func `a locked row is waited for, and for so long only`() async throws {
    try await bench.run(.readCommitted, lockTimeout: .milliseconds(20)) { store in
      let holder = try await store.begin(TransactionOptions())
      _ = try await holder.getForUpdate(table, "a")
      #expect(
        await code { try await store.transaction { try await $0.put(table, "a", 1) } }
          == .lockTimeout)
      holder.rollback()
      try await store.transaction { try await $0.put(table, "a", 2) }
      #expect(try await store.transaction { try await $0.get(table, "a") } == 2)
    }
  }

  @Test func `increments at once lose nothing under locks or with retries`() async throws {
    for isolation in IsolationLevel.allCases {
      let sum = try await bench.run(isolation) { store in
        let shared = Shared(store: store)
        await bench.concurrently(20) { _ in
          for _ in 0..<10 {
            _ = try? await shared.store.retryingTransaction(attempts: 1_000) { transaction in
              let value = try await transaction.getForUpdate(StoreBench.table, "a") ?? 0
              await Task.yield()
              // The store is not shared between threads: everything stays in the actor.
              bench.preconditionIsolated()
              try await transaction.put(StoreBench.table, "a", value + 1)
            }
          }
        }
        return try await store.transaction { try await $0.get(StoreBench.table, "a") }
      }
      #expect(sum == 200, "\(isolation)")
    }
  }

  @Test func `two that lock in opposite order are told apart and both get through`() async throws {
    try await bench.run(.readCommitted) { store in
      let shared = Shared(store: store)
      await bench.concurrently(8) { number in
        let keys = number.isMultiple(of: 2) ? ["a", "b"] : ["b", "a"]
        for _ in 0..<10 {
          _ = try? await shared.store.retryingTransaction(attempts: 1_000) { transaction in
            for key in keys {
              let value = try await transaction.getForUpdate(StoreBench.table, key) ?? 0
              await Task.yield()
              try await transaction.put(StoreBench.table, key, value + 1)
            }
          }
        }
      }
      let sums = try await store.transaction { try await $0.list(table).map(\.value) }
      #expect(sums == [80, 80])
    }
  }

  @Test func `many rows stay in order and versions that nobody sees are dropped`() async throws {
    try await bench.run(.serializable) { store in
      for start in 0..<7 {
        for number in stride(from: start, to: 3_500, by: 7) {
          try await store.transaction { try await $0.put(table, "k\(10_000 + number)", number) }
        }
      }
      let rows = try await store.transaction { try await $0.list(table, KeyRange(prefix: "k")) }
      #expect(rows.map(\.value) == Array(0..<3_500))
      let some = KeyRange(lower: "k10010", upper: "k10020")
      let few = try await store.transaction { try await $0.list(table, some, limit: 3) }
      #expect(few.map(\.value) == [10, 11, 12])
      for number in 0..<3_500 {
        try await store.transaction { try await $0.remove(table, "k\(10_000 + number)") }
      }
      #expect(store.rowCount == 2)
    }
  }

  @Test func `rows that come and go between two looks at a range are seen once`() async throws {
    try await bench.run(.readCommitted) { store in
      for round in 0..<3 {
        for number in 0..<1_000 {
          try await store.transaction { try await $0.insert(table, "k\(number)", round) }
        }
        for number in 0..<1_000 where number % 100 != 0 {
          try await store.transaction { try await $0.remove(table, "k\(number)") }
        }
        #expect(store.rowCount == 12)
        try await store.transaction { try await $0.remove(table, "k100") }
        try await store.transaction { try await $0.insert(table, "k100", -1) }
        let rows = try await store.transaction { try await $0.list(table, KeyRange(prefix: "k")) }
        #expect(rows.map(\.key) == (0..<10).map { $0 == 0 ? "k0" : "k\($0)00" })
        #expect(rows.map(\.value) == (0..<10).map { $0 == 1 ? -1 : round })
        for row in rows { try await store.transaction { try await $0.remove(table, row.key) } }
      }
    }
  }
}
