import Engine
import Primitives
import ServiceRuntime
import Testing
import World

@Suite struct LockTests {
  /// Holds the lock on a key for some milliseconds.
  private func hold(
    _ bench: StoreBench, _ store: SimulatedStore, _ key: String, for milliseconds: Int,
    then next: String? = nil
  ) async throws {
    try await store.transaction { transaction in
      _ = try await transaction.getForUpdate(bench.stock, key)
      await bench.pause(milliseconds)
      if let next { _ = try await transaction.getForUpdate(bench.stock, next) }
    }
  }

  @Test func `waiters get a lock in the order in which they came`() {
    let bench = StoreBench(policy: .randomOrder)
    bench.fill(["a": 0])
    let store = bench.store()
    for number in 0..<5 {
      bench.task("t\(number)") {
        await bench.pause(number)
        try await store.transaction { transaction in
          _ = try await transaction.getForUpdate(bench.stock, "a")
          bench.say("\(number) at \(bench.milliseconds)")
          await bench.pause(10)
        }
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["0 at 0", "1 at 10", "2 at 20", "3 at 30", "4 at 40"])
    #expect(bench.texts(.lockWaited).count == 4)
  }

  @Test func `plain reads neither wait for a lock nor take one`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let store = bench.store()
    bench.task("holder") { try await self.hold(bench, store, "a", for: 10) }
    bench.task("reader") {
      try await store.transaction { transaction in
        _ = try await transaction.get(bench.stock, "a")
        bench.say("read at \(bench.milliseconds)")
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["read at 0"])
    #expect(bench.texts(.lockWaited) == [])
  }

  @Test func `a writer waits for another one and then writes over what that committed`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let store = bench.store()
    for number in [2, 3] {
      bench.task("w\(number)") {
        try await store.transaction { transaction in
          let found = try await transaction.getForUpdate(bench.stock, "a") ?? 0
          await bench.pause(10)
          try await transaction.put(bench.stock, "a", found * 10 + number)
        }
        bench.say("\(number) at \(bench.milliseconds)")
      }
    }
    bench.simulation.run()
    #expect(bench.lines == ["2 at 10", "3 at 20"])
    #expect(bench.contents == "a=123")
  }

  @Test func `of two inserts of one key the second waits and then conflicts or goes through`() {
    for isCommitted in [true, false] {
      let bench = StoreBench()
      let store = bench.store()
      bench.task("first") {
        let transaction = try await store.begin(TransactionOptions())
        try await transaction.insert(bench.stock, "a", 1)
        await bench.pause(10)
        if isCommitted { try await transaction.commit() } else { transaction.rollback() }
      }
      bench.task("second") {
        try await store.transaction { try await $0.insert(bench.stock, "a", 2) }
      }
      bench.simulation.run()
      #expect(bench.lines == (isCommitted ? ["second: conflict"] : []))
      #expect(bench.contents == (isCommitted ? "a=1" : "a=2"))
    }
  }

  @Test func `a lock that does not come free in time fails the transaction and frees its own`() {
    let bench = StoreBench()
    bench.fill(["a": 1, "b": 1])
    let store = bench.store(StoreSettings(lockTimeout: .milliseconds(5)))
    bench.task("holder") { try await self.hold(bench, store, "a", for: 20) }
    bench.task("late") { try await self.hold(bench, store, "b", for: 0, then: "a") }
    bench.task("third") {
      await bench.pause(1)
      try await self.hold(bench, store, "b", for: 0)
      bench.say("third at \(bench.milliseconds)")
    }
    bench.simulation.run()
    #expect(bench.lines == ["late: lockTimeout", "third at 5"])
    #expect(store.connectionsInUse == 0)
  }

  @Test func `without a timeout a transaction waits as long as it takes`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let store = bench.store(StoreSettings(lockTimeout: nil))
    bench.task("holder") { try await self.hold(bench, store, "a", for: 60_000) }
    bench.task("patient") { try await self.hold(bench, store, "a", for: 0) }
    bench.simulation.run()
    #expect(bench.lines == [])
    #expect(bench.milliseconds == 60_000)
  }

  @Test func `the youngest of a deadlock gives way and the others finish`() {
    for seed in 0..<20 as Range<UInt64> {
      let bench = StoreBench(seed: Seed(seed), policy: .randomOrder)
      bench.fill(["a": 1, "b": 1, "c": 1])
      let store = bench.store()
      for (position, pair) in [("a", "b"), ("b", "c"), ("c", "a")].enumerated() {
        bench.task("t\(position)") {
          await bench.pause(position)
          try await self.hold(bench, store, pair.0, for: 10, then: pair.1)
        }
      }
      let reason = bench.simulation.run()
      #expect(reason == .quiescent)
      #expect(bench.lines == ["t2: deadlock"], "seed \(seed)")
      #expect(bench.details(.rolledBack).first?.contains("wait for each other") == true)
    }
  }

  @Test func `the youngest gives way even when an older one closes the circle`() {
    let bench = StoreBench()
    bench.fill(["a": 1, "b": 1])
    let store = bench.store()
    bench.task("old") { try await self.hold(bench, store, "a", for: 20, then: "b") }
    bench.task("young") {
      await bench.pause(1)
      try await self.hold(bench, store, "b", for: 5, then: "a")
    }
    bench.simulation.run()
    #expect(bench.lines == ["young: deadlock"])
  }

  @Test func `a deadlock that nobody looks for ends with the lock timeout`() {
    let bench = StoreBench()
    bench.fill(["a": 1, "b": 1])
    let store = bench.store(
      StoreSettings(lockTimeout: .milliseconds(50), detectsDeadlocks: false))
    bench.task("old") { try await self.hold(bench, store, "a", for: 5, then: "b") }
    bench.task("young") { try await self.hold(bench, store, "b", for: 6, then: "a") }
    bench.simulation.run()
    #expect(bench.lines == ["old: lockTimeout"])
    #expect(bench.milliseconds == 55)
  }

  @Test func `transactions that take locks in one order never deadlock`() {
    let bench = StoreBench()
    bench.fill(["a": 1, "b": 1])
    let store = bench.store()
    for number in 0..<4 {
      bench.task("t\(number)") {
        await bench.pause(number)
        try await self.hold(bench, store, "a", for: 10, then: "b")
      }
    }
    bench.simulation.run()
    #expect(bench.lines == [])
  }

  @Test func `a cancelled waiter gives up and does not keep the lock from others`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let store = bench.store()
    bench.task("holder") { try await self.hold(bench, store, "a", for: 10) }
    let victim = bench.task("victim") { try await self.hold(bench, store, "a", for: 0) }
    bench.task("next") {
      try await self.hold(bench, store, "a", for: 0)
      bench.say("next at \(bench.milliseconds)")
    }
    bench.at(5) { victim.cancel() }
    bench.simulation.run()
    #expect(bench.lines == ["victim: closed", "next at 10"])
  }
}
