import Engine
import Primitives
import ServiceRuntime
import Testing
import World

@Suite struct FenceTests {
  @Test func `a fence ends waiting for a connection`() {
    let bench = StoreBench()
    let store = bench.store(StoreSettings(connections: 1))
    bench.task("holder") {
      try await store.transaction { _ in await bench.pause(100) }
    }
    bench.task("waiter") { try await bench.put(store, ["a": 1]) }
    bench.at(5) { store.fence() }
    bench.at(6) { bench.say("at 6: \(store.connectionsInUse)") }
    bench.simulation.run()
    #expect(bench.lines == ["waiter: closed", "at 6: 0", "holder: closed"])
    #expect(bench.contents == "")
  }

  @Test func `a fence ends waiting for a lock, and another process gets the lock`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let store = bench.store()
    let other = bench.store()
    for label in ["holder", "waiter"] {
      bench.task(label) {
        try await store.transaction { transaction in
          try await transaction.put(bench.stock, "a", 2)
          await bench.pause(100)
        }
      }
    }
    bench.task("other") {
      try await bench.put(other, ["a": 3])
      bench.say("other at \(bench.milliseconds)")
    }
    bench.at(5) { store.fence() }
    bench.simulation.run()
    #expect(bench.lines == ["waiter: closed", "other at 5", "holder: closed"])
    #expect(bench.contents == "a=3")
  }

  @Test func `a fence during a commit ends it, before the write and after it`() {
    for instant in [1, 4] {
      let bench = StoreBench(
        profile: DiskProfile(
          commitLatency: .constant(.milliseconds(3)), syncLatency: .constant(.milliseconds(3))))
      let store = bench.store()
      bench.task("writer") { try await bench.put(store, ["a": 1]) }
      bench.at(instant) {
        store.fence()
        bench.disk.crash()
      }
      bench.simulation.run()
      #expect(bench.lines == ["writer: closed"])
      #expect(bench.contents == "")
      #expect(bench.texts(.commitLost) == ["stock/a none -> 1"])
      #expect(store.connectionsInUse == 0)
    }
  }

  @Test func `a commit that ended at the instant of the fence stays, though nobody is told`() {
    let bench = StoreBench(profile: DiskProfile(syncLatency: .constant(.milliseconds(3))))
    let store = bench.store()
    bench.task("writer") { try await bench.put(store, ["a": 1]) }
    bench.database.observe { _ in store.fence() }
    bench.simulation.run()
    #expect(bench.contents == "a=1")
    #expect(bench.lines == ["writer: closed"])
  }

  @Test func `after a fence every operation fails and changes nothing`() {
    let bench = StoreBench()
    bench.fill(["a": 1])
    let store = bench.store()
    bench.task("zombie") {
      let transaction = try await store.begin(TransactionOptions())
      try await transaction.put(bench.stock, "a", 2)
      store.fence()
      let operations: [() async throws -> Void] = [
        { _ = try await transaction.get(bench.stock, "a") },
        { _ = try await transaction.getForUpdate(bench.stock, "a") },
        { _ = try await transaction.list(bench.stock) },
        { try await transaction.put(bench.stock, "a", 3) },
        { try await transaction.commit() },
        { _ = try await store.begin(TransactionOptions()) },
      ]
      for operation in operations {
        do {
          try await operation()
        } catch let error as StoreError {
          bench.say(error.code.rawValue)
        }
      }
      transaction.rollback()
    }
    bench.simulation.run()
    #expect(bench.lines == Array(repeating: "closed", count: 6))
    #expect(bench.contents == "a=1")
  }

  @Test func `a process can be fenced at every millisecond of its work and leaves whole commits`() {
    for instant in 0..<60 {
      let bench = StoreBench(
        seed: Seed(UInt64(instant)),
        profile: DiskProfile(
          commitLatency: .uniform(.milliseconds(1), .milliseconds(3)),
          syncLatency: .constant(.milliseconds(2))))
      bench.fill(["a": 0, "b": 0])
      let start = bench.milliseconds + 1
      let store = bench.store(StoreSettings(connections: 2))
      for number in 1...4 {
        bench.task("t\(number)") {
          for _ in 0..<3 {
            try await store.transaction { transaction in
              let value = try await transaction.getForUpdate(bench.stock, "a") ?? 0
              await bench.pause(1)
              try await transaction.put(bench.stock, "a", value + 1)
              try await transaction.put(bench.stock, "b", value + 1)
            }
          }
        }
      }
      bench.at(Int(start) + instant) {
        store.fence()
        bench.disk.crash()
      }
      let reason = bench.simulation.run()
      #expect(reason == .quiescent)
      #expect(store.connectionsInUse == 0)
      let value = bench.database.value(of: bench.stock, "a") ?? -1
      #expect(bench.contents == "a=\(value) b=\(value)")
      let next = bench.store()
      bench.task("next life") { try await bench.put(next, ["a": -1]) }
      bench.simulation.run()
      #expect(bench.database.value(of: bench.stock, "a") == -1, "fenced at \(instant) ms")
    }
  }

  @Test func `a thousand lives of a process on one disk leave nothing behind but commits`() {
    let bench = StoreBench(
      profile: DiskProfile(syncLatency: .uniform(.zero, .milliseconds(4))), level: .digest)
    for life in 0..<1000 {
      let store = bench.store(StoreSettings(isolation: .serializable, connections: 2))
      for number in 0..<3 {
        bench.task("t\(number)") {
          for _ in 0..<3 {
            try await store.transaction { transaction in
              let count = try await transaction.list(bench.stock).count
              try await transaction.put(bench.stock, "k\(number)", count)
              try await transaction.remove(bench.stock, "k\(number + 1)")
            }
          }
        }
      }
      bench.simulation.schedule(at: bench.simulation.now + .milliseconds(life % 7)) {
        store.fence()
        bench.disk.crash()
      }
      bench.simulation.run()
    }
    #expect(bench.database.historyCount == 0)
    #expect(bench.database.count <= 4)
    #expect(bench.simulation.pendingCount == 0)
  }
}
