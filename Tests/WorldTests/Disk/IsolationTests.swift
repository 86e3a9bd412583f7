import Engine
import Primitives
import ServiceRuntime
import Testing
import World

/// Each classic anomaly, and which levels let it happen.
@Suite struct IsolationTests {
  /// The levels at which a schedule of transactions shows an anomaly.
  private func levels(
    showing anomaly: (StoreBench, SimulatedStore) -> () -> Bool
  ) -> [IsolationLevel] {
    IsolationLevel.allCases.filter { level in
      let bench = StoreBench()
      bench.fill(["a": 50, "b": 50])
      let wasSeen = anomaly(bench, bench.store(StoreSettings(isolation: level)))
      let reason = bench.simulation.run()
      #expect(reason == .quiescent)
      return wasSeen()
    }
  }

  @Test func `no level allows a dirty write`() {
    let seen = levels { bench, store in
      for (number, wait) in [(1, 20), (2, 5)] {
        bench.task("writer \(number)") {
          try await store.transaction { transaction in
            try await transaction.put(bench.stock, "a", number)
            await bench.pause(wait)
            try await transaction.put(bench.stock, "b", number)
          }
        }
      }
      return { !["a=1 b=1", "a=2 b=2"].contains(bench.contents) }
    }
    #expect(seen == [])
  }

  @Test func `no level allows a dirty read`() {
    let seen = levels { bench, store in
      var read: Int?
      bench.task("writer") {
        let transaction = try await store.begin(TransactionOptions())
        try await transaction.put(bench.stock, "a", 99)
        await bench.pause(10)
        transaction.rollback()
      }
      bench.task("reader") {
        await bench.pause(5)
        try await store.transaction { read = try await $0.get(bench.stock, "a") }
      }
      return { read != 50 }
    }
    #expect(seen == [])
  }

  @Test func `only read committed allows a lost update`() {
    let seen = levels { bench, store in
      var commits = 0
      for wait in [10, 20] {
        bench.task("buyer") {
          try await store.transaction { transaction in
            let number = try await transaction.get(bench.stock, "a") ?? 0
            await bench.pause(wait)
            try await transaction.put(bench.stock, "a", number - 1)
          }
          commits += 1
        }
      }
      return { bench.database.value(of: bench.stock, "a") != 50 - commits }
    }
    #expect(seen == [.readCommitted])
  }

  @Test func `no level allows a lost update between locking reads`() {
    let seen = levels { bench, store in
      var commits = 0
      for wait in [10, 20] {
        bench.task("buyer") {
          try await store.transaction { transaction in
            let number = try await transaction.getForUpdate(bench.stock, "a") ?? 0
            await bench.pause(wait)
            try await transaction.put(bench.stock, "a", number - 1)
          }
          commits += 1
        }
      }
      return { bench.database.value(of: bench.stock, "a") != 50 - commits }
    }
    #expect(seen == [])
  }

  @Test func `only read committed allows read skew`() {
    let seen = levels { bench, store in
      var sum = 0
      bench.task("auditor") {
        try await store.transaction { transaction in
          sum = try await transaction.get(bench.stock, "a") ?? 0
          await bench.pause(10)
          sum += try await transaction.get(bench.stock, "b") ?? 0
        }
      }
      bench.task("mover") {
        await bench.pause(5)
        try await bench.put(store, ["a": 40, "b": 60])
      }
      return { sum != 100 }
    }
    #expect(seen == [.readCommitted])
  }

  @Test func `every level but serializable allows write skew`() {
    let seen = levels { bench, store in
      for key in ["a", "b"] {
        bench.task("taker of \(key)") {
          try await store.transaction { transaction in
            let first = try await transaction.get(bench.stock, "a") ?? 0
            let second = try await transaction.get(bench.stock, "b") ?? 0
            await bench.pause(10)
            if first + second >= 100 { try await transaction.put(bench.stock, key, -50) }
          }
        }
      }
      return { bench.contents == "a=-50 b=-50" }
    }
    #expect(seen == [.readCommitted, .snapshot])
  }

  @Test func `only read committed allows a phantom between two scans`() {
    let seen = levels { bench, store in
      var counts: [Int] = []
      bench.task("counter") {
        try await store.transaction { transaction in
          counts.append(try await transaction.list(bench.stock).count)
          await bench.pause(10)
          counts.append(try await transaction.list(bench.stock).count)
        }
      }
      bench.task("inserter") {
        await bench.pause(5)
        try await bench.put(store, ["c": 1])
      }
      return { counts != [2, 2] }
    }
    #expect(seen == [.readCommitted])
  }

  @Test func `every level but serializable allows two inserts that each rule the other out`() {
    let seen = levels { bench, store in
      for key in ["x1", "x2"] {
        bench.task("booker of \(key)") {
          try await store.transaction { transaction in
            let taken = try await transaction.list(bench.stock, KeyRange(prefix: "x"))
            await bench.pause(10)
            if taken.isEmpty { try await transaction.insert(bench.stock, key, 1) }
          }
        }
      }
      return { bench.contents.hasSuffix("x1=1 x2=1") }
    }
    #expect(seen == [.readCommitted, .snapshot])
  }

  @Test func `a serializable commit notices that an absent key has come or a read one has gone`() {
    for (read, change) in [("c", 7), ("a", nil)] as [(String, Int?)] {
      let bench = StoreBench()
      bench.fill(["a": 50, "b": 50])
      let store = bench.store(StoreSettings(isolation: .serializable))
      bench.task("reader") {
        try await store.transaction { transaction in
          let value = try await transaction.get(bench.stock, read)
          await bench.pause(10)
          try await transaction.put(bench.stock, "seen", value ?? -1)
        }
      }
      bench.task("changer") {
        await bench.pause(5)
        try await store.transaction { transaction in
          if let change { try await transaction.put(bench.stock, read, change) }
          if change == nil { try await transaction.remove(bench.stock, read) }
        }
      }
      bench.simulation.run()
      #expect(bench.lines == ["reader: serialization"])
    }
  }

  @Test func `a limited scan is only disturbed by changes within what it returned`() {
    for (key, lines) in [("a5", ["reader: serialization"]), ("b5", [])] {
      let bench = StoreBench()
      bench.fill(["a": 50, "b": 50])
      let store = bench.store(StoreSettings(isolation: .serializable))
      bench.task("reader") {
        try await store.transaction { transaction in
          let first = try await transaction.list(bench.stock, limit: 2)
          await bench.pause(10)
          try await transaction.put(bench.stock, "z", first.count)
        }
      }
      bench.task("inserter") {
        await bench.pause(5)
        try await bench.put(store, [key: 1])
      }
      bench.simulation.run()
      #expect(bench.lines == lines)
    }
  }

  @Test func `a serializable transaction that only reads always commits`() {
    let bench = StoreBench()
    bench.fill(["a": 50])
    let store = bench.store(StoreSettings(isolation: .serializable))
    bench.task("reader") {
      try await store.transaction { transaction in
        _ = try await transaction.get(bench.stock, "a")
        await bench.pause(10)
        bench.say("read \(try await transaction.get(bench.stock, "a") ?? 0)")
      }
    }
    bench.task("writer") {
      await bench.pause(5)
      try await bench.put(store, ["a": 1])
    }
    bench.simulation.run()
    #expect(bench.lines == ["read 50"])
  }
}
